import type Stripe from "stripe";
import type { FlatCharge, FlatRefund } from "../objects.ts";
import type { World } from "../world.ts";

export interface RefundFacts {
  readonly amount: number;
  readonly reason: Stripe.Refund.Reason | null;
  readonly metadata: Stripe.Metadata;
  /** The end of a hold: nothing was taken, so nothing shows in the balance. */
  readonly released: boolean;
}

/** Builds a succeeded refund with every field, nulls present. Stores nothing. */
export function newRefund(
  world: World,
  charge: FlatCharge,
  { amount, reason, metadata, released }: RefundFacts,
): FlatRefund {
  return {
    id: world.ids.sibling("re", charge.id),
    object: "refund",
    amount,
    balance_transaction: released ? null : world.ids.sibling("txn", charge.id),
    charge: charge.id,
    created: world.seconds(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: released
        ? { type: "reversal" }
        : {
            reference_status: "pending",
            reference_type: "acquirer_reference_number",
            type: "refund",
          },
      type: "card",
    },
    metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  };
}
