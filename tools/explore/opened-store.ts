import type { Store } from "@chargeonce/core";

/** Where worlds keep what they keep: an empty store for each. */
export interface OpenedStore {
  empty(): Promise<Store<unknown>>;
  close(): Promise<void>;
}
