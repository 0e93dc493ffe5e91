import * as z from "zod";
import { metadata } from "../metadata.ts";
import { listParameters } from "../paginate.ts";
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

export const updateRefundParameters = hash({ expand, metadata: metadata.optional() });

export const listRefundsParameters = hash({
  ...listParameters,
  charge: text.optional(),
  payment_intent: text.optional(),
});

export type UpdateRefundParameters = z.output<typeof updateRefundParameters>;
export type ListRefundsParameters = z.output<typeof listRefundsParameters>;
