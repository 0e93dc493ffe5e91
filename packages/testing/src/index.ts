// The only door. Grouped by use.

// Laws for HTTP adapters
export type {
  AdapterCapability,
  AdapterLaw,
  AdapterMount,
  MountAdapter,
  MountedAdapter,
} from "./adapter-law.ts";
export { adapterLaws, adapterLawsFor } from "./adapter-laws.ts";
// Time, crashes, and order in time
export { type CrashInjector, type CrashPoint, createCrashInjector } from "./crash-injector.ts";
export { createFakeClock, type Duration, type FakeClock } from "./fake-clock.ts";
// What Stripe sends
export { cardDecline, paymentIntent } from "./payment-intents.ts";
export { race } from "./race/race.ts";
export type { Racer } from "./race/racer.ts";
export type { Visitor } from "./recording-shop.ts";
// Records to begin a test with
export { freshEvent, freshKey, freshPayment } from "./samples.ts";
export {
  type SignedDelivery,
  type SignedEventOptions,
  signedBody,
  signedEvent,
} from "./sign-event.ts";
export type { SortedLaws } from "./sort-laws.ts";
// Laws for stores
export type { Doors, StoreCapability, StoreLaw, StoreSubject } from "./store-law.ts";
export { storeLaws, storeLawsFor } from "./store-laws.ts";
export { createGate, type Gate } from "./together.ts";
