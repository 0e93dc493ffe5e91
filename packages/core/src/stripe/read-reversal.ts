import type Stripe from "stripe";
import type { Dispute, Refund } from "../reversal.ts";
import { instantOf } from "./read-intent.ts";

/** The refund as the core knows it. */
export function readRefund({ id, amount, status, reason, created }: Stripe.Refund): Refund {
  return { id, amount, status: status ?? "pending", reason, createdAt: instantOf(created) };
}

/** The dispute as the core knows it. */
export function readDispute({ id, amount, status, reason, created }: Stripe.Dispute): Dispute {
  return { id, amount, status, reason, createdAt: instantOf(created) };
}
