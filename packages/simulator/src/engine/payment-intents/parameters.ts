import * as z from "zod";
import { address } from "../address.ts";
import { metadata } from "../metadata.ts";
import { listParameters } from "../paginate.ts";
import {
  email,
  emptyable,
  expand,
  flag,
  hash,
  integer,
  list,
  notSimulated,
  removed,
  text,
  url,
} from "../parameters.ts";
import { paymentMethodData } from "../payment-methods/parameters.ts";

export const paymentMethodTypes = removed(
  "payment_method_types_no_longer_supported",
  "The `payment_method_types` parameter is no longer supported. Use `automatic_payment_methods`, `allowed_payment_method_types`, or `excluded_payment_method_types` instead.",
);

const captureMethod = z.enum(["automatic", "automatic_async", "manual"]).optional();
const setupFutureUsage = z.enum(["off_session", "on_session"]);
export const shipping = hash({
  address,
  name: text,
  carrier: emptyable(text).optional(),
  phone: emptyable(text).optional(),
  tracking_number: emptyable(text).optional(),
});

const paymentMethodOptions = hash({
  card: hash({
    request_three_d_secure: z.enum(["any", "automatic", "challenge"]).optional(),
  }).optional(),
}).optional();

const shared = {
  allowed_payment_method_types: list(text).optional(),
  amount_details: notSimulated,
  capture_method: captureMethod,
  excluded_payment_method_types: list(text).optional(),
  expand,
  hooks: notSimulated,
  payment_details: notSimulated,
  payment_method: text.optional(),
  payment_method_data: paymentMethodData.optional(),
  payment_method_options: paymentMethodOptions,
  payment_method_types: paymentMethodTypes,
};

const confirmation = {
  confirmation_token: notSimulated,
  error_on_requires_action: flag.optional(),
  mandate: notSimulated,
  mandate_data: notSimulated,
  off_session: z
    .union([z.literal(["one_off", "recurring"]).transform(() => true), flag])
    .optional(),
  radar_options: notSimulated,
  return_url: url.optional(),
  use_stripe_sdk: flag.optional(),
};

const descriptors = {
  statement_descriptor: text.optional(),
  statement_descriptor_suffix: text.optional(),
};

export const createParameters = hash({
  ...shared,
  ...confirmation,
  ...descriptors,
  amount: integer,
  currency: text,
  application_fee_amount: notSimulated,
  automatic_payment_methods: hash({
    enabled: flag,
    allow_redirects: z.enum(["always", "never"]).optional(),
  }).optional(),
  confirm: flag.optional(),
  confirmation_method: z.enum(["automatic", "manual"]).optional(),
  customer: text.optional(),
  customer_account: notSimulated,
  description: text.optional(),
  metadata: metadata.optional(),
  on_behalf_of: notSimulated,
  payment_method_configuration: notSimulated,
  receipt_email: email.optional(),
  setup_future_usage: setupFutureUsage.optional(),
  shipping: shipping.optional(),
  transfer_data: notSimulated,
  transfer_group: text.optional(),
});

export const updateParameters = hash({
  ...shared,
  ...descriptors,
  amount: integer.optional(),
  application_fee_amount: notSimulated,
  currency: text.optional(),
  customer: text.optional(),
  customer_account: notSimulated,
  description: emptyable(text).optional(),
  metadata: metadata.optional(),
  payment_method_configuration: notSimulated,
  receipt_email: emptyable(email).optional(),
  setup_future_usage: emptyable(setupFutureUsage).optional(),
  shipping: emptyable(shipping).optional(),
  transfer_data: notSimulated,
  transfer_group: text.optional(),
});

export const confirmParameters = hash({
  ...shared,
  ...confirmation,
  amount_to_confirm: integer.optional(),
  client_secret: text.optional(),
  receipt_email: emptyable(email).optional(),
  setup_future_usage: emptyable(setupFutureUsage).optional(),
  shipping: emptyable(shipping).optional(),
});

export const captureParameters = hash({
  ...descriptors,
  amount_details: notSimulated,
  amount_to_capture: integer.optional(),
  application_fee_amount: notSimulated,
  expand,
  final_capture: notSimulated,
  hooks: notSimulated,
  metadata: metadata.optional(),
  payment_details: notSimulated,
  transfer_data: notSimulated,
});

export const cancelParameters = hash({
  cancellation_reason: z
    .enum(["abandoned", "duplicate", "fraudulent", "requested_by_customer"])
    .optional(),
  expand,
});

export const retrieveParameters = hash({ client_secret: text.optional(), expand });

export const listPaymentIntentsParameters = hash({
  ...listParameters,
  customer: text.optional(),
  customer_account: notSimulated,
});

export type CreateParameters = z.output<typeof createParameters>;
export type UpdateParameters = z.output<typeof updateParameters>;
export type ConfirmParameters = z.output<typeof confirmParameters>;
export type CaptureParameters = z.output<typeof captureParameters>;
export type CancelParameters = z.output<typeof cancelParameters>;
export type RetrieveParameters = z.output<typeof retrieveParameters>;
export type ListPaymentIntentsParameters = z.output<typeof listPaymentIntentsParameters>;
