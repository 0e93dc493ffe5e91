import * as z from "zod";
import { address } from "../address.ts";
import { metadata } from "../metadata.ts";
import { email, emptyable, expand, hash, integer, notSimulated, text } from "../parameters.ts";

const billingDetails = hash({
  address: emptyable(address).optional(),
  email: emptyable(email).optional(),
  name: emptyable(text).optional(),
  phone: emptyable(text).optional(),
  tax_id: emptyable(text).optional(),
});

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
  allow_redisplay: z.enum(["always", "limited", "unspecified"]).optional(),
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

export type PaymentMethodData = z.output<typeof paymentMethodData>;
