import * as z from "zod";
import { metadata } from "../metadata.ts";
import { listParameters } from "../paginate.ts";
import { emptyable, expand, flag, hash, list, notSimulated, text, url } from "../parameters.ts";
import { paymentMethodTypes } from "../payment-intents/parameters.ts";
import { paymentMethodData } from "../payment-methods/parameters.ts";

const shared = {
  expand,
  payment_method_data: paymentMethodData.optional(),
  payment_method_options: hash({
    card: hash({
      mandate_options: notSimulated,
      moto: notSimulated,
      network: notSimulated,
      request_three_d_secure: z.enum(["any", "automatic", "challenge"]).optional(),
      setup_credential_usage: notSimulated,
      three_d_secure: notSimulated,
    }).optional(),
  }).optional(),
  payment_method_types: paymentMethodTypes,
};

const confirmation = {
  confirmation_token: notSimulated,
  mandate_data: notSimulated,
  return_url: url.optional(),
  use_stripe_sdk: flag.optional(),
};

const described = {
  attach_to_self: notSimulated,
  customer: text.optional(),
  customer_account: notSimulated,
  flow_directions: notSimulated,
  metadata: metadata.optional(),
  payment_method_configuration: notSimulated,
};

export const createParameters = hash({
  ...shared,
  ...confirmation,
  ...described,
  allowed_payment_method_types: list(text).optional(),
  automatic_payment_methods: hash({
    enabled: flag,
    allow_redirects: z.enum(["always", "never"]).optional(),
  }).optional(),
  confirm: flag.optional(),
  description: text.optional(),
  excluded_payment_method_types: list(text).optional(),
  on_behalf_of: notSimulated,
  payment_method: text.optional(),
  single_use: notSimulated,
  usage: z.enum(["off_session", "on_session"]).optional(),
});

export const updateParameters = hash({
  ...shared,
  ...described,
  allowed_payment_method_types: list(text).optional(),
  description: emptyable(text).optional(),
  excluded_payment_method_types: list(text).optional(),
  payment_method: emptyable(text).optional(),
});

export const confirmParameters = hash({
  ...shared,
  ...confirmation,
  allowed_payment_method_types: list(text).optional(),
  client_secret: text.optional(),
  payment_method: text.optional(),
});

export const cancelParameters = hash({
  cancellation_reason: z.enum(["abandoned", "duplicate", "requested_by_customer"]).optional(),
  expand,
});

export const retrieveParameters = hash({ client_secret: text.optional(), expand });

export const listSetupIntentsParameters = hash({
  ...listParameters,
  attach_to_self: notSimulated,
  customer: text.optional(),
  customer_account: notSimulated,
  payment_method: text.optional(),
});

export type CreateParameters = z.output<typeof createParameters>;
export type UpdateParameters = z.output<typeof updateParameters>;
export type ConfirmParameters = z.output<typeof confirmParameters>;
export type CancelParameters = z.output<typeof cancelParameters>;
export type RetrieveParameters = z.output<typeof retrieveParameters>;
export type ListSetupIntentsParameters = z.output<typeof listSetupIntentsParameters>;
