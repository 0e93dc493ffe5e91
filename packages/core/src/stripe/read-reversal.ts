import type Stripe from "stripe";
import type { Dispute, Refund } from "../records/reversal.ts";
import { instantOf } from "./read-intent.ts";

/**
 * The refund as the core knows it; null for one that gives nothing back: the end of a hold, or of what a partial capture
 * left, is a succeeded refund that moves no balance.
 */
export function readRefund(refund: Stripe.Refund): Refund | null {
  const { id, amount, status, reason, created, balance_transaction: moved } = refund;
  if (status === "succeeded" && moved === null) return null;
  return { id, amount, status: status ?? "pending", reason, createdAt: instantOf(created) };
}

/** The dispute as the core knows it. */
export function readDispute({ id, amount, status, reason, created }: Stripe.Dispute): Dispute {
  return { id, amount, status, reason, createdAt: instantOf(created) };
}
