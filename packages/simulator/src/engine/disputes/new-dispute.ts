import type Stripe from "stripe";
import type { ChargeRecord, FlatDispute } from "../objects.ts";
import type { World } from "../world.ts";
import type { DisputeReason } from "./reason.ts";

const DAY_SECONDS = 24 * 60 * 60;
/** Evidence is due at the end of this day after the dispute was opened, as recorded in test mode. */
const DAYS_TO_RESPOND = 8;

/** Visa's code of an inquiry. */
const INQUIRY_CODE = "10";

/** Visa's code for those reasons that have an unmistakable one. */
const VISA_REASON_CODES: Readonly<Partial<Record<DisputeReason, string>>> = {
  credit_not_processed: "13.6",
  duplicate: "12.6.1",
  fraudulent: "10.4",
  product_not_received: "13.1",
  product_unacceptable: "13.3",
  subscription_canceled: "13.2",
};

export interface DisputeFacts {
  readonly amount: number;
  readonly reason: DisputeReason;
  /** A question of the bank that takes no money yet. */
  readonly inquiry: boolean;
}

/** Builds the object with every field, nulls present. Stores nothing. */
export function newDispute(
  world: World,
  { object: charge }: ChargeRecord,
  { amount, reason, inquiry }: DisputeFacts,
): FlatDispute {
  const created = world.seconds();
  const brand = charge.payment_method_details?.card?.brand ?? "visa";
  return {
    id: world.ids.fresh("du"),
    object: "dispute",
    amount,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: emptyEvidence(),
    evidence_details: {
      due_by: endOfDay(created + DAYS_TO_RESPOND * DAY_SECONDS),
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: charge.livemode,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand,
        case_type: inquiry ? "inquiry" : "chargeback",
        network: brand,
        network_reason_code: brand === "visa" ? visaCode(reason, inquiry) : null,
      },
      type: "card",
    },
    reason,
    status: inquiry ? "warning_needs_response" : "needs_response",
  };
}

function visaCode(reason: DisputeReason, inquiry: boolean): string | null {
  return inquiry ? INQUIRY_CODE : (VISA_REASON_CODES[reason] ?? null);
}

function endOfDay(seconds: number): number {
  return Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS + DAY_SECONDS - 1;
}

function emptyEvidence(): Stripe.Dispute.Evidence {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: null,
    customer_name: null,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}
