import type { Caller } from "../api-types.ts";
import type { PaymentIntentRecord } from "../objects.ts";
import { usePaymentMethod } from "../payment-methods/find.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { findPaymentIntent } from "./find.ts";
import type { ConfirmParameters } from "./parameters.ts";
import { performAttempt } from "./perform-attempt.ts";
import { sentMethod, sentWishes } from "./sent-attempt.ts";
import { renderShipping } from "./shipping.ts";
import { refusePaymentIntent, unexpectedState } from "./unexpected-state.ts";

const CONFIRMABLE = ["requires_payment_method", "requires_confirmation", "requires_action"];

/** `POST /v1/payment_intents/:id/confirm` */
export function confirmPaymentIntent(
  world: World,
  caller: Caller,
  params: ConfirmParameters,
  id: string,
) {
  const record = findPaymentIntent(world, caller, id, params.client_secret);
  const { object } = record;
  checkConfirmable(record, caller);
  if (params.amount_to_confirm !== undefined && params.amount_to_confirm !== object.amount) {
    throw invalidRequest("The `amount_to_confirm` must equal the amount of the PaymentIntent.", {
      param: "amount_to_confirm",
    });
  }
  const method = sentMethod(world, caller, params) ?? presentMethod(world, caller, record);
  if (!method) throw missingMethod(record);
  if (caller.key === "secret" && needsReturnUrl(record, params.return_url)) {
    throw refusePaymentIntent(record, RETURN_URL_MISSING);
  }
  applyParameters(record, params);
  const failure = performAttempt(world, record, {
    method,
    authenticated: record.authenticatedMethod === method.object.id,
    ...sentWishes(params),
    caller,
  });
  if (failure) throw failure;
  return object;
}

export const RETURN_URL_MISSING =
  "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.";

/** Methods that redirect could be chosen, so Stripe asks where to come back to. */
export function needsReturnUrl(record: PaymentIntentRecord, returnUrl: string | undefined) {
  const automatic = record.object.automatic_payment_methods;
  return automatic?.allow_redirects === "always" && returnUrl === undefined;
}

function checkConfirmable(record: PaymentIntentRecord, caller: Caller): void {
  const { id, status, confirmation_method } = record.object;
  if (status === "succeeded") {
    throw unexpectedState(
      record,
      "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.",
    );
  }
  if (!CONFIRMABLE.includes(status)) {
    throw unexpectedState(
      record,
      `This PaymentIntent could not be confirmed because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be confirmed: ${CONFIRMABLE.join(", ")}.`,
    );
  }
  if (caller.key === "publishable" && confirmation_method === "manual") {
    throw refusePaymentIntent(
      record,
      `This PaymentIntent ${id} cannot be confirmed using your publishable key because its \`confirmation_method\` is set to \`manual\`. Please use your secret key instead, or create a PaymentIntent with \`confirmation_method\` set to \`automatic\`.`,
    );
  }
}

function presentMethod(world: World, caller: Caller, { object }: PaymentIntentRecord) {
  return object.payment_method ? usePaymentMethod(world, caller, object.payment_method) : null;
}

export function missingMethod(record: PaymentIntentRecord) {
  const { customer } = record.object;
  return unexpectedState(
    record,
    customer
      ? `You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the PaymentIntent with ${customer}, specify a payment method attached to this customer along with the customer ID.`
      : "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
  );
}

function applyParameters({ object }: PaymentIntentRecord, params: ConfirmParameters): void {
  if (params.capture_method) object.capture_method = params.capture_method;
  if (params.receipt_email !== undefined) object.receipt_email = params.receipt_email;
  if (params.setup_future_usage !== undefined) {
    object.setup_future_usage = params.setup_future_usage;
  }
  if (params.shipping !== undefined) object.shipping = renderShipping(params.shipping);
  const threeDSecure = params.payment_method_options?.card?.request_three_d_secure;
  if (threeDSecure && object.payment_method_options?.card) {
    object.payment_method_options.card.request_three_d_secure = threeDSecure;
  }
}
