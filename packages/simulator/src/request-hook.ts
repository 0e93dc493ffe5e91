/** What a hook learns of a request. */
export interface HookedRequest {
  readonly method: string;
  readonly path: string;
  /** E.g. `payment_intents.confirm`. */
  readonly route: string;
  readonly idempotencyKey: string | null;
}

/**
 * Called in the course of every API request that executes. `before`: it was admitted, its idempotency key is in use and
 * its object locked, nothing has happened yet. `after`: it has happened, the answer is saved and not yet sent; of a late
 * execution, whose client was answered long before, nobody waits for it.
 */
export type RequestHook = (
  request: HookedRequest,
  stage: "before" | "after",
) => void | Promise<void>;
