import type { Payment } from "../payment.ts";
import type { Dispute, Refund } from "../reversal.ts";
import { addEffect } from "./effects.ts";

/** Statuses in which a refund gives nothing back. */
const GIVES_NOTHING: ReadonlySet<string> = new Set(["failed", "canceled"]);

/** Statuses in which a dispute is over. */
const OVER: ReadonlySet<string> = new Set(["won", "lost", "warning_closed", "prevented"]);

/**
 * The payment with what Stripe lists as its refunds. Its status stays: money that went back was taken first.
 *
 * Each refund is told once when it is first seen, whoever made it, and once more if it fails after that.
 *
 * @param refunds All of them.
 * @returns The same object when nothing changes.
 */
export function mergeRefunds(payment: Payment, refunds: readonly Refund[], at: Date): Payment {
  const listed = inOrder(refunds);
  if (sameRecords(payment.refunds, listed)) return payment;
  const amountRefunded = listed
    .filter(({ status }) => !GIVES_NOTHING.has(status))
    .reduce((sum, { amount }) => sum + amount, 0);
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
 * Each dispute is told once when it is first seen, and once when it is over.
 *
 * @param disputes All of them.
 * @returns The same object when nothing changes.
 */
export function mergeDisputes(payment: Payment, disputes: readonly Dispute[], at: Date): Payment {
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
  const key = end === undefined ? `${kind}:${id}` : `${kind}:${id}:over`;
  return addEffect(payment, {
    kind,
    key,
    at,
    about: id,
    ...(end === undefined ? {} : { reason: end }),
  });
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
