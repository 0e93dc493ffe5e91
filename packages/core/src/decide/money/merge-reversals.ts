import type { Payment } from "../../records/payment.ts";
import type { Dispute, Refund } from "../../records/reversal.ts";
import { addEffect } from "../effects.ts";
import { noticeMoney } from "./contradict.ts";
import { amountRefundedOf, GIVES_NOTHING } from "./money-kept.ts";

/** Statuses in which a dispute is over. */
const OVER: ReadonlySet<string> = new Set(["won", "lost", "warning_closed", "prevented"]);

/**
 * The payment with what Stripe lists as its refunds. Its status stays: money that went back was taken first.
 *
 * Each refund is told once when it is first seen, whoever made it, and once more if it fails after that. If the payment was
 * closed because of it, a person is told that the money is here again.
 *
 * @param refunds All of them.
 * @returns The same object when nothing changes.
 */
export function mergeRefunds(payment: Payment, refunds: readonly Refund[], at: Date): Payment {
  return noticeMoney(withRefunds(payment, refunds, at), at);
}

/** The same, and nobody is told of money that came back: something else that Stripe said is still to be merged. */
export function withRefunds(payment: Payment, refunds: readonly Refund[], at: Date): Payment {
  const listed = inOrder(refunds);
  if (sameRecords(payment.refunds, listed)) return payment;
  const amountRefunded = amountRefundedOf(listed);
  return listed.reduce<Payment>(
    (each, { id, status }) => {
      const heard = each.effects.some(({ key }) => key === `refunded:${id}`);
      if (!GIVES_NOTHING.has(status)) return tell(each, "refunded", id, { at });
      // Nobody was told that it began, so nobody must hear that it failed.
      return heard ? tell(each, "refunded", id, { at, end: status }) : each;
    },
    { ...payment, amountRefunded, refunds: listed },
  );
}

/**
 * The payment with what Stripe lists as its disputes; its status stays.
 *
 * Each dispute is told once when it is first seen, and once when it is over; again if it then ends another way.
 *
 * @param disputes All of them.
 * @returns The same object when nothing changes.
 */
export function mergeDisputes(payment: Payment, disputes: readonly Dispute[], at: Date): Payment {
  return noticeMoney(withDisputes(payment, disputes, at), at);
}

/** As {@link withRefunds}. */
export function withDisputes(payment: Payment, disputes: readonly Dispute[], at: Date): Payment {
  const listed = inOrder(disputes);
  if (sameRecords(payment.disputes, listed)) return payment;
  return listed.reduce<Payment>(
    (each, { id, status }) => {
      const opened = tell(each, "disputed", id, { at });
      return OVER.has(status) ? tell(opened, "disputed", id, { at, end: status }) : opened;
    },
    { ...payment, disputes: listed },
  );
}

function tell(
  payment: Payment,
  kind: "refunded" | "disputed",
  id: string,
  { at, end }: { at: Date; end?: string },
): Payment {
  const key = end === undefined ? `${kind}:${id}` : endKey(payment, `${kind}:${id}:over`, end);
  return addEffect(payment, {
    kind,
    key,
    at,
    about: id,
    ...(end === undefined ? {} : { reason: end }),
  });
}

/** What had ended one way and ends another is news: a lost dispute that an appeal wins. */
function endKey({ effects }: Payment, key: string, end: string): string {
  const told = effects.find((each) => each.key === key);
  return told === undefined || told.reason === end ? key : `${key}:${end}`;
}

function inOrder<Reversal extends Refund | Dispute>(reversals: readonly Reversal[]): Reversal[] {
  return [...reversals].sort(
    (one, other) =>
      one.createdAt.getTime() - other.createdAt.getTime() || (one.id < other.id ? -1 : 1),
  );
}

function sameRecords(stored: readonly unknown[], listed: readonly unknown[]): boolean {
  return JSON.stringify(stored) === JSON.stringify(listed);
}
