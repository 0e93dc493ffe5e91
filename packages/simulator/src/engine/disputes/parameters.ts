import * as z from "zod";
import { metadata } from "../metadata.ts";
import { listParameters } from "../paginate.ts";
import { emptyable, expand, flag, hash, notSimulated, text } from "../parameters.ts";

const MAX_EVIDENCE_CHARACTERS = 150_000;

const texts = [
  "access_activity_log",
  "billing_address",
  "cancellation_policy_disclosure",
  "cancellation_rebuttal",
  "customer_email_address",
  "customer_name",
  "customer_purchase_ip",
  "duplicate_charge_explanation",
  "duplicate_charge_id",
  "product_description",
  "refund_policy_disclosure",
  "refund_refusal_explanation",
  "service_date",
  "shipping_address",
  "shipping_carrier",
  "shipping_date",
  "shipping_tracking_number",
  "uncategorized_text",
] as const;

const piece = emptyable(text).optional();

/** Files have to be uploaded first, and the simulator takes none. */
const evidence = hash({
  ...named(texts, piece),
  ...named(
    [
      "appeal",
      "cancellation_policy",
      "customer_communication",
      "customer_signature",
      "duplicate_charge_documentation",
      "enhanced_evidence",
      "receipt",
      "refund_policy",
      "service_documentation",
      "shipping_documentation",
      "uncategorized_file",
    ] as const,
    notSimulated,
  ),
}).refine(
  (sent) => Object.values(sent).join("").length <= MAX_EVIDENCE_CHARACTERS,
  "The combined character count of all evidence fields is limited to 150,000.",
);

export const updateDisputeParameters = hash({
  evidence: evidence.optional(),
  expand,
  intended_submission_method: z
    .enum(["manual", "prefer_manual", "prefer_smart_disputes", "smart_disputes"])
    .optional(),
  metadata: metadata.optional(),
  submit: flag.optional(),
});

export const listDisputesParameters = hash({
  ...listParameters,
  charge: text.optional(),
  payment_intent: text.optional(),
});

function named<N extends string, T>(names: readonly N[], schema: T): Record<N, T> {
  // Every name of the list is a key, and nothing else is.
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<N, T>;
}

export type UpdateDisputeParameters = z.output<typeof updateDisputeParameters>;
export type ListDisputesParameters = z.output<typeof listDisputesParameters>;
