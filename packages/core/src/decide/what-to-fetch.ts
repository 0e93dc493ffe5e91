/** What an event makes us ask Stripe for, because the event's own word may be outdated. */
export type Asks = "refunds" | "disputes";

/** What an event of this type says anything about, beside the PaymentIntent itself; null for nothing that we keep. */
export function reversalsOf(type: string): Asks | null {
  if (type.startsWith("charge.dispute.")) return "disputes";
  if (type === "charge.refunded" || type.startsWith("charge.refund.")) return "refunds";
  return type.startsWith("refund.") ? "refunds" : null;
}
