import type { Judge } from "./trial.ts";

/** I12: nobody's card is charged by another's request, and nobody is given an intent that carries another's card or customer. */
export const ownCard: Judge = function* (trial) {
  const { world, wallet } = trial;
  const { charges, taps, named, beside } = world.history;
  for (const { cause, method, intentId } of charges) {
    if (beside.has(intentId)) continue;
    const owner = wallet.ownerOf(method);
    const by =
      cause.by === "server"
        ? (cause.sent.call?.tap.caller ?? "a server by itself")
        : cause.by === "app"
          ? cause.caller
          : null;
    if (by === null || owner === by) continue;
    // What an app left on a shared intent by itself is not the library's to keep apart.
    if (cause.by === "app" && !named.has(`${intentId}:${method}`)) continue;
    yield `${owner}'s card was charged on ${intentId} by ${by}'s ${cause.by === "app" ? "app" : "request"}`;
  }
  for (const tap of taps) {
    for (const { secret, call } of tap.answers) {
      if (secret === null || call.seen === null || !secret.startsWith(call.seen.id)) continue;
      const { method, failedMethod, status } = call.seen;
      if (tap.operation !== "process" || MONEY_HAS_MOVED.has(status)) continue;
      for (const carried of [method, failedMethod]) {
        const owner = carried === null ? null : wallet.ownerOf(carried);
        if (owner !== null && owner !== tap.caller) {
          yield `${tap.caller} was given the secret of ${call.seen.id}, which carries ${owner}'s card`;
        }
      }
    }
  }
};

const MONEY_HAS_MOVED: ReadonlySet<string> = new Set([
  "processing",
  "requires_capture",
  "succeeded",
]);
