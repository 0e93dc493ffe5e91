import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { PaymentMethodRecord } from "../objects.ts";
import { createPaymentMethod } from "../payment-methods/create.ts";
import { usePaymentMethod } from "../payment-methods/find.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { checkCombinations } from "./check-combinations.ts";
import { missingMethod, needsReturnUrl, RETURN_URL_MISSING } from "./confirm.ts";
import { newPaymentIntent } from "./new-payment-intent.ts";
import type { CreateParameters } from "./parameters.ts";
import { performAttempt } from "./perform-attempt.ts";

/**
 * `POST /v1/payment_intents`, and with `confirm` the first attempt. What is refused before the attempt leaves no
 * PaymentIntent behind; a decline does.
 */
export function createPaymentIntent(world: World, caller: Caller, params: CreateParameters) {
  checkCombinations(params);
  const record = newPaymentIntent(world, caller, params);
  const { object } = record;
  const method = namedMethod(world, caller, params);
  if (params.confirm && !method) {
    const { message, error } = missingMethod(record);
    throw invalidRequest(message, { ...(error.code && { code: error.code }) });
  }
  if (params.confirm && needsReturnUrl(record, params.return_url)) {
    throw invalidRequest(RETURN_URL_MISSING);
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
    offSession: params.off_session ?? false,
    errorOnRequiresAction: params.error_on_requires_action ?? false,
    useStripeSdk: params.use_stripe_sdk ?? false,
    returnUrl: params.return_url ?? null,
    caller,
  });
  if (failure) throw failure;
  return object;
}

function namedMethod(
  world: World,
  caller: Caller,
  params: CreateParameters,
): PaymentMethodRecord | null {
  if (params.payment_method_data) {
    return createPaymentMethod(world, caller, params.payment_method_data);
  }
  return params.payment_method ? usePaymentMethod(world, caller, params.payment_method) : null;
}
