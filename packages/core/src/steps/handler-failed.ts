import type { Effect } from "../payment.ts";

/** What the application's own function threw. It rolls a transaction back, and is no failure of the store. */
export class HandlerFailed extends Error {
  readonly effect: Effect | null;
  constructor(effect: Effect | null, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "HandlerFailed";
    this.effect = effect;
  }
}
