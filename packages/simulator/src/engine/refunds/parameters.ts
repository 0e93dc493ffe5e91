import * as z from "zod";
import { metadata } from "../metadata.ts";
import { expand, hash, integer, notSimulated, text } from "../parameters.ts";

export const createRefundParameters = hash({
  amount: integer.optional(),
  charge: text.optional(),
  currency: notSimulated,
  customer: notSimulated,
  expand,
  instructions_email: notSimulated,
  metadata: metadata.optional(),
  origin: notSimulated,
  payment_intent: text.optional(),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
  refund_application_fee: notSimulated,
  reverse_transfer: notSimulated,
});

export type CreateRefundParameters = z.output<typeof createRefundParameters>;
