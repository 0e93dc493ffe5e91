import * as z from "zod";
import { metadata } from "../metadata.ts";
import { listParameters } from "../paginate.ts";
import { email, emptyable, expand, hash, text } from "../parameters.ts";
import { shipping } from "../payment-intents/parameters.ts";

export const updateChargeParameters = hash({
  customer: text.optional(),
  description: emptyable(text).optional(),
  expand,
  fraud_details: hash({ user_report: z.enum(["fraudulent", "safe", ""]) }).optional(),
  metadata: metadata.optional(),
  receipt_email: emptyable(email).optional(),
  shipping: shipping.optional(),
  transfer_group: text.optional(),
});

export const listChargesParameters = hash({
  ...listParameters,
  customer: text.optional(),
  payment_intent: text.optional(),
  transfer_group: text.optional(),
});

export type UpdateChargeParameters = z.output<typeof updateChargeParameters>;
export type ListChargesParameters = z.output<typeof listChargesParameters>;
