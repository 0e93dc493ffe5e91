import type { JsonObject } from "../../records/payment.ts";
import { GIVES_NOTHING } from "./money-kept.ts";

/** What an event makes us ask Stripe for, because the event's own word may be outdated. */
export type Asks = "refunds" | "disputes";

/** What an event of this type says anything about, beside the PaymentIntent itself; null for nothing that we keep. */
export function reversalsOf(type: string): Asks | null {
  if (type.startsWith("charge.dispute.")) return "disputes";
  if (type === "charge.refunded" || type.startsWith("charge.refund.")) return "refunds";
  return type.startsWith("refund.") ? "refunds" : null;
}

/**
 * Whether an event says that money which had gone back, or was about to, is here after all: a refund gives nothing, a dispute
 * was won.
 */
export function bringsMoneyBack(type: string, { status }: JsonObject): boolean {
  if (typeof status !== "string") return false;
  const reversals = reversalsOf(type);
  if (reversals === "disputes") return status === "won";
  return reversals === "refunds" && GIVES_NOTHING.has(status);
}
