// The only door. Grouped by use.

// Records to begin a test with
export { freshEvent, freshKey, freshPayment } from "./samples.ts";
// Laws for stores
export type { StoreCapability, StoreLaw, StoreSubject } from "./store-law.ts";
export { storeLaws, storeLawsFor } from "./store-laws.ts";

// Order in time
export { createGate, type Gate } from "./together.ts";
