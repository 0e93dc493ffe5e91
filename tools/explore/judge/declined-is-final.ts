import type { Charge, Tap } from "../history.ts";
import { DEFINITE_NO, type Judge } from "./trial.ts";

/** I8: a key that was told "declined" is not charged by a request that was sent for it, before or after, whoever sent it. */
export const declinedIsFinal: Judge = function* ({ world }) {
  const { sent, charges, taps, statuses } = world.history;
  /** Which client keys an attempt at Stripe was sent for. */
  const sentFor = new Map<string, Set<string>>();
  for (const { route, stripeKey, call } of sent) {
    if (route !== "confirm" || stripeKey === null || call === null || call.tap.key === null)
      continue;
    const keys = sentFor.get(stripeKey) ?? new Set();
    sentFor.set(stripeKey, keys.add(call.tap.key));
  }
  for (const charge of charges) {
    const stripeKey = attemptOf(charge);
    if (stripeKey === null) continue;
    for (const key of sentFor.get(stripeKey) ?? []) {
      const no = taps
        .filter((tap) => tap.key === key)
        .map(firstNo)
        .find((answer) => answer !== undefined);
      // A hold that had ended before "no" was told takes nothing.
      if (no === undefined || hadEnded(charge.intentId, no.order)) continue;
      const when = no.order < charge.order ? "and was charged later" : "after it had been charged";
      yield `${key} was told ${no.code} ${when}, by its own request on ${charge.intentId}`;
    }
  }

  function hadEnded(intentId: string, order: number): boolean {
    const last = statuses.get(intentId)?.findLast((each) => each.order < order);
    return last?.status === "canceled";
  }
};

function attemptOf({ cause }: Charge): string | null {
  return cause.by === "server" && cause.sent.route === "confirm" ? cause.sent.stripeKey : null;
}

function firstNo({ answers }: Tap) {
  return answers.find(({ code }) => DEFINITE_NO.has(code));
}
