import * as z from "zod";
import { address } from "../address.ts";
import { metadata } from "../metadata.ts";
import { pagingParameters } from "../paginate.ts";
import { email, emptyable, expand, hash, integer, notSimulated, text } from "../parameters.ts";
import { METHOD_TYPES } from "./method-types.ts";

const billingDetails = hash({
  address: emptyable(address).optional(),
  email: emptyable(email).optional(),
  name: emptyable(text).optional(),
  phone: emptyable(text).optional(),
  tax_id: emptyable(text).optional(),
});

export const allowRedisplay = z.enum(["always", "limited", "unspecified"]).optional();

/** Any type of Stripe's can be asked for; there are only cards here. */
export const methodType = z.enum(METHOD_TYPES);

const card = hash({
  number: text,
  exp_month: integer,
  exp_year: integer,
  cvc: text.optional(),
  networks: notSimulated,
  token: notSimulated,
});

const shared = {
  type: z.enum(["card"]),
  card,
  billing_details: billingDetails.optional(),
  allow_redisplay: allowRedisplay,
  metadata: metadata.optional(),
  radar_options: notSimulated,
};

/** Inside a PaymentIntent's parameters. */
export const paymentMethodData = hash(shared);

export const createParameters = hash({
  ...shared,
  customer: notSimulated,
  payment_method: notSimulated,
  expand,
});

export const updateParameters = hash({
  allow_redisplay: allowRedisplay,
  billing_details: billingDetails.optional(),
  card: hash({
    exp_month: integer.optional(),
    exp_year: integer.optional(),
    networks: notSimulated,
  }).optional(),
  expand,
  metadata: metadata.optional(),
  us_bank_account: notSimulated,
});

export const attachParameters = hash({
  customer: text.optional(),
  customer_account: notSimulated,
  expand,
});

export const listMethodsParameters = hash({
  ...pagingParameters,
  allow_redisplay: allowRedisplay,
  customer: text.optional(),
  customer_account: notSimulated,
  type: methodType.optional(),
});

export type UpdateParameters = z.output<typeof updateParameters>;
export type AttachParameters = z.output<typeof attachParameters>;
export type ListMethodsParameters = z.output<typeof listMethodsParameters>;
export type PaymentMethodData = z.output<typeof paymentMethodData>;
