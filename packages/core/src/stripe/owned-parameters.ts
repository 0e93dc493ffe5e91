import type { JsonObject } from "../records/payment.ts";

/** Parameters of create that are this library's. A `confirm` among the application's would charge before the intent is stored. */
const OWNED_PARAMETERS = [
  "amount",
  "currency",
  "confirm",
  "confirmation_method",
  "confirmation_token",
  "capture_method",
  "payment_method",
  "payment_method_data",
  "payment_method_types",
  "automatic_payment_methods",
  "allowed_payment_method_types",
  "excluded_payment_method_types",
  "customer",
  "metadata",
  "off_session",
  "error_on_requires_action",
  "use_stripe_sdk",
  "return_url",
  "expand",
] as const;

export type OwnedParameter = (typeof OWNED_PARAMETERS)[number];

/**
 * The application's extra parameters as JSON, which drops undefined members.
 *
 * @throws Error when they are a promise or name one of ours, which its types did not keep it from.
 */
export function readExtraParameters(answer: object): JsonObject {
  if (answer instanceof Promise) {
    throw new Error("paymentIntentParams returned a promise; return the parameters at once.");
  }
  const extra: JsonObject = JSON.parse(JSON.stringify(answer));
  const owned = OWNED_PARAMETERS.find((name) => Object.hasOwn(extra, name));
  if (owned === undefined) return extra;
  throw new Error(`paymentIntentParams returned ${owned}, which is set here alone; leave it out.`);
}
