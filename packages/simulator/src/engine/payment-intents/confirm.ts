import type { Caller } from "../api-types.ts";
import { defaultMethodOf } from "../customers/default-method.ts";
import { customerByParameter } from "../customers/find.ts";
import type { PaymentIntentRecord } from "../objects.ts";
import { type Purpose, sentMethod, usePaymentMethod } from "../payment-methods/use.ts";
import { needsReturnUrl, returnUrlMissing } from "../return-url.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { findPaymentIntent } from "./find.ts";
import type { ConfirmParameters } from "./parameters.ts";
import { performAttempt } from "./perform-attempt.ts";
import { sentWishes } from "./sent-attempt.ts";
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
  if (object.customer !== null) customerByParameter(world, caller, object.customer);
  const purpose = purposeOf(record);
  const method =
    sentMethod(world, caller, params, purpose) ??
    presentMethod(world, caller, record, purpose) ??
    defaultMethodOf(world, object.customer);
  if (!method) throw missingMethod(record);
  if (needsReturnUrl(record, { caller, returnUrl: params.return_url })) {
    throw refusePaymentIntent(record, returnUrlMissing("PaymentIntent"));
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

function presentMethod(
  world: World,
  caller: Caller,
  { object }: PaymentIntentRecord,
  purpose: Purpose,
) {
  const { payment_method } = object;
  return payment_method ? usePaymentMethod(world, caller, payment_method, purpose) : null;
}

/** A method is wanted for a PaymentIntent that exists, or for what it becomes when `customer` is set. */
export function purposeOf(
  record: PaymentIntentRecord,
  customer: string | null = record.object.customer,
): Purpose {
  return {
    customer,
    intent: "PaymentIntent",
    refuse: (message, fields) => refusePaymentIntent(record, message, fields),
  };
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
