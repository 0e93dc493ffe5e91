import * as z from "zod";
import { address } from "../address.ts";
import { metadata } from "../metadata.ts";
import { listParameters, pagingParameters } from "../paginate.ts";
import { email, emptyable, expand, hash, list, notSimulated, text } from "../parameters.ts";
import { allowRedisplay, methodType } from "../payment-methods/parameters.ts";

const shared = {
  address: emptyable(address).optional(),
  balance: notSimulated,
  business_name: notSimulated,
  cash_balance: notSimulated,
  description: emptyable(text).optional(),
  email: emptyable(email).optional(),
  expand,
  individual_name: notSimulated,
  invoice_prefix: notSimulated,
  invoice_settings: hash({
    custom_fields: notSimulated,
    default_payment_method: emptyable(text).optional(),
    footer: emptyable(text).optional(),
    rendering_options: notSimulated,
  }).optional(),
  metadata: metadata.optional(),
  name: emptyable(text).optional(),
  next_invoice_sequence: notSimulated,
  phone: emptyable(text).optional(),
  preferred_locales: list(text).optional(),
  shipping: emptyable(hash({ address, name: text, phone: emptyable(text).optional() })).optional(),
  source: notSimulated,
  tax: notSimulated,
  tax_exempt: emptyable(z.enum(["exempt", "none", "reverse"])).optional(),
  validate: notSimulated,
};

export const createParameters = hash({
  ...shared,
  payment_method: text.optional(),
  tax_id_data: notSimulated,
  test_clock: notSimulated,
});

export const updateParameters = hash({ ...shared, default_source: notSimulated });

export const deleteParameters = hash({});

export const listCustomersParameters = hash({
  ...listParameters,
  email: text.optional(),
  test_clock: notSimulated,
});

export const listMethodsParameters = hash({
  ...pagingParameters,
  allow_redisplay: allowRedisplay,
  type: methodType.optional(),
});

export type CreateParameters = z.output<typeof createParameters>;
export type UpdateParameters = z.output<typeof updateParameters>;
export type ListCustomersParameters = z.output<typeof listCustomersParameters>;
export type ListMethodsParameters = z.output<typeof listMethodsParameters>;
