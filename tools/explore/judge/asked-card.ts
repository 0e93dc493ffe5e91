import type { Judge } from "./trial.ts";

/** Confirm names its method: a request charges the card that it asked for, whatever lies on the intent when it arrives. */
export const askedCard: Judge = function* ({ world }) {
  for (const { cause, method, intentId } of world.history.charges) {
    if (cause.by !== "server" || cause.sent.route !== "confirm") continue;
    const { meant, call } = cause.sent;
    const asked = call?.tap.method ?? meant;
    const whose = call?.tap.key ?? `${call?.tap.caller} without a key`;
    if (asked !== null && asked !== method) {
      yield `${whose} asked for ${asked} on ${intentId}, and ${method} was charged`;
    }
  }
};
