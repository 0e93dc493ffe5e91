import type { Told } from "../history.ts";
import type { Judge } from "./trial.ts";

const ENDS = ["authorized", "succeeded", "canceled"] as const;

/** I14: what is told of one payment is told in the order in which it happened. */
export const inOrder: Judge = function* ({ world }) {
  const all = firstTimes(world.history.told);
  for (const paymentId of new Set(all.map((each) => each.paymentId))) {
    const heard = all.filter((each) => each.paymentId === paymentId);
    const at = (kind: string, fits: (told: Told) => boolean = () => true) =>
      heard.findIndex((each) => each.kind === kind && fits(each));
    // A review that nobody heard of, since its handler was dead, ends as "closed".
    const isClosed = ({ reason }: Told) => reason === "closed after review";
    const paid = [at("succeeded"), at("review"), at("canceled", isClosed)].filter(
      (index) => index >= 0,
    );
    const firstPaid = paid.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...paid);
    // Who told it and died before he could note it has told nothing yet, and tells it again: the last time counts.
    const isAfter = (end: string, order: number) => {
      const times = world.history.told.filter(
        (each) => each.paymentId === paymentId && each.kind === end,
      );
      return times.length > 0 && times.every((each) => each.order < order);
    };
    for (const [index, { kind, reason, about, order }] of heard.entries()) {
      if ((kind === "refunded" || kind === "disputed") && index < firstPaid) {
        yield `${kind} of ${paymentId} was told before the payment was`;
      }
      if (kind === "authorized" && at("succeeded") >= 0 && index > at("succeeded")) {
        yield `authorized of ${paymentId} was told after succeeded`;
      }
      const ended = (kind === "refunded" || kind === "disputed") && reason !== null;
      if (ended && at(kind, (each) => each.about === about && each.reason === null) > index) {
        yield `the end of ${about} was told before its beginning`;
      }
      // A try that failed did so before the one that took money, or the payment's end.
      const after = kind === "failed" ? ENDS.find((end) => isAfter(end, order)) : undefined;
      if (after !== undefined) {
        yield `failed of ${paymentId} was told after ${after}`;
      }
    }
  }
};

/** Without transactions a thing may be told again; the first time counts. */
function firstTimes(told: readonly Told[]): Told[] {
  const known = new Set<string>();
  return told.filter(({ effectKey }) => {
    if (known.has(effectKey)) return false;
    known.add(effectKey);
    return true;
  });
}
