import { isPaymentsError } from "../errors.ts";
import type { Store, UnitOfWork } from "../ports/store.ts";
import type { Effect } from "../records/payment.ts";
import { HandlerFailed } from "./handler-failed.ts";

/** Notes that the application was told something; null for an event. */
export type Hear = (effect: Effect | null) => void;

/**
 * Runs `work` in a transaction in which the application may be told something.
 *
 * What a handler wrote may show only at the commit that it cannot be, as with a deferred constraint of the application's
 * own. When the database refuses the commit after a handler was heard, that is the handler's failure and not the store's,
 * so that the payment's change can be stored without it.
 */
export async function heardTransaction<Result>(
  transaction: NonNullable<Store<unknown>["transaction"]>,
  work: (unit: UnitOfWork<unknown>, hear: Hear) => Promise<Result>,
): Promise<Result> {
  let heard: Effect | null | undefined;
  let workEnded = false;
  try {
    return await transaction(async (unit) => {
      const result = await work(unit, (effect) => {
        heard ??= effect;
      });
      workEnded = true;
      return result;
    });
  } catch (error) {
    if (!workEnded || heard === undefined || isOutage(error)) throw error;
    throw new HandlerFailed(heard, error);
  }
}

/** Nobody knows whether it was committed, or nobody could try: repeating finds out. */
function isOutage(error: unknown): boolean {
  return isPaymentsError(error) && error.code === "store_unavailable";
}
