import type { Caller } from "../api-types.ts";
import { customerByParameter } from "../customers/find.ts";
import type { SetupIntentRecord } from "../objects.ts";
import { sentMethod, usePaymentMethod } from "../payment-methods/use.ts";
import { needsReturnUrl, returnUrlMissing } from "../return-url.ts";
import type { World } from "../world.ts";
import { findSetupIntent } from "./find.ts";
import type { ConfirmParameters } from "./parameters.ts";
import { performSetup } from "./perform-setup.ts";
import { purposeOf, refuseSetupIntent, unexpectedState } from "./refuse.ts";

export const MISSING_METHOD =
  "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.";

/** `POST /v1/setup_intents/:id/confirm`. Unlike a PaymentIntent it never falls back on the customer's default. */
export function confirmSetupIntent(
  world: World,
  caller: Caller,
  params: ConfirmParameters,
  id: string,
) {
  const record = findSetupIntent(world, caller, id, params.client_secret);
  const { object } = record;
  const { payment_method, payment_method_data } = params;
  // Recorded in this order: a canceled one without a method is told of the method.
  if (!(payment_method ?? payment_method_data ?? object.payment_method)) {
    throw unexpectedState(record, MISSING_METHOD);
  }
  checkConfirmable(record);
  if (object.customer !== null) customerByParameter(world, caller, object.customer);
  const method =
    sentMethod(world, caller, params, purposeOf(record)) ??
    usePaymentMethod(world, caller, object.payment_method ?? "", purposeOf(record));
  if (needsReturnUrl(record, { caller, returnUrl: params.return_url })) {
    throw refuseSetupIntent(record, returnUrlMissing("SetupIntent"));
  }
  applyOptions(record, params);
  const failure = performSetup(world, record, {
    method,
    authenticated: false,
    useStripeSdk: params.use_stripe_sdk ?? false,
    returnUrl: params.return_url ?? null,
    caller,
  });
  if (failure) throw failure;
  return object;
}

function checkConfirmable(record: SetupIntentRecord): void {
  const { status } = record.object;
  if (status === "succeeded") {
    throw unexpectedState(
      record,
      "You cannot confirm this SetupIntent because it has already succeeded.",
    );
  }
  if (status === "canceled") {
    throw unexpectedState(
      record,
      "You cannot confirm this SetupIntent because it has been canceled.",
    );
  }
}

/** What may change when it is created, updated or confirmed. */
export function applyOptions(
  { object }: SetupIntentRecord,
  params: Pick<ConfirmParameters, "allowed_payment_method_types" | "payment_method_options">,
): void {
  if (params.allowed_payment_method_types) {
    object.allowed_payment_method_types = params.allowed_payment_method_types;
  }
  const threeDSecure = params.payment_method_options?.card?.request_three_d_secure;
  if (threeDSecure && object.payment_method_options?.card) {
    object.payment_method_options.card.request_three_d_secure = threeDSecure;
  }
}
