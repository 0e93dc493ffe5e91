import { describeError } from "../observability/describe-error.ts";
import type { Effect } from "../records/payment.ts";

/**
 * What the application's own function threw. It rolls a transaction back, and is no failure of the store. Its message is
 * stored and shown, so it has no secrets; what was thrown is `cause`.
 */
export class HandlerFailed extends Error {
  readonly effect: Effect | null;
  constructor(effect: Effect | null, cause: unknown) {
    super(describeError(cause).message, { cause });
    this.name = "HandlerFailed";
    this.effect = effect;
  }
}
