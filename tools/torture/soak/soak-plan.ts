import type { Flaw, StoreKind } from "../plan.ts";

/** What one soak is to be. */
export interface SoakPlan {
  readonly store: StoreKind;
  /** At least so many are made at Stripe. */
  readonly events: number;
  /** Server processes at once; the first of several handles at the delivery, the others by their workers. */
  readonly servers: number;
  readonly seed: number;
  /** What has not been delivered by then is not: Stripe's list has it. */
  readonly seconds: number;
  /** How many are paid while the endpoint is down. */
  readonly outagePayments: number;
  /** What is broken on purpose in the servers that get the deliveries. */
  readonly flaw: Flaw | null;
}
