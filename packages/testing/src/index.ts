// The only door.

// Laws for stores
export type { StoreCapability, StoreLaw, StoreSubject } from "./store-law.ts";
export { storeLaws, storeLawsFor } from "./store-laws.ts";
