import type { Caller } from "../api-types.ts";
import { defaultMethodOf } from "../customers/default-method.ts";
import { emit } from "../events/emit.ts";
import { type Purpose, sentMethod } from "../payment-methods/use.ts";
import { needsReturnUrl, returnUrlMissing } from "../return-url.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { checkCombinations } from "./check-combinations.ts";
import { missingMethod } from "./confirm.ts";
import { newPaymentIntent } from "./new-payment-intent.ts";
import type { CreateParameters } from "./parameters.ts";
import { performAttempt } from "./perform-attempt.ts";
import { sentWishes } from "./sent-attempt.ts";

/**
 * `POST /v1/payment_intents`, and with `confirm` the first attempt. What is refused before the attempt leaves no
 * PaymentIntent behind; a decline does.
 */
export function createPaymentIntent(world: World, caller: Caller, params: CreateParameters) {
  checkCombinations(params);
  const record = newPaymentIntent(world, caller, params);
  const { object } = record;
  const { customer } = object;
  const purpose: Purpose = { customer, intent: "PaymentIntent", refuse: invalidRequest };
  const method =
    sentMethod(world, caller, params, purpose) ??
    (params.confirm ? defaultMethodOf(world, customer) : null);
  if (params.confirm && !method) {
    const { message, error } = missingMethod(record);
    throw invalidRequest(message, { ...(error.code && { code: error.code }) });
  }
  if (params.confirm && needsReturnUrl(record, { caller, returnUrl: params.return_url })) {
    throw invalidRequest(returnUrlMissing("PaymentIntent"));
  }
  if (method) {
    object.payment_method = method.object.id;
    object.status = "requires_confirmation";
  }
  world.paymentIntents.set(object.id, record);
  emit(world, { account: record.account, type: "payment_intent.created", object, caller });
  if (!params.confirm || !method) return object;

  const failure = performAttempt(world, record, {
    method,
    authenticated: false,
    ...sentWishes(params),
    caller,
  });
  if (failure) throw failure;
  return object;
}
