import type { Caller } from "../api-types.ts";
import type { PaymentMethodRecord } from "../objects.ts";
import { createPaymentMethod } from "../payment-methods/create.ts";
import { usePaymentMethod } from "../payment-methods/find.ts";
import type { World } from "../world.ts";
import { exclusive } from "./check-combinations.ts";
import type { ConfirmParameters, CreateParameters, UpdateParameters } from "./parameters.ts";

/** The method that a request names or brings along; null when it does neither. */
export function sentMethod(
  world: World,
  caller: Caller,
  params: Pick<UpdateParameters, "payment_method" | "payment_method_data">,
): PaymentMethodRecord | null {
  const { payment_method, payment_method_data } = params;
  if (payment_method !== undefined && payment_method_data !== undefined) {
    throw exclusive(["payment_method", "payment_method_data"]);
  }
  if (payment_method_data) return createPaymentMethod(world, caller, payment_method_data);
  return payment_method === undefined ? null : usePaymentMethod(world, caller, payment_method);
}

/** How a request wants its attempt to be made. */
export function sentWishes(params: CreateParameters | ConfirmParameters) {
  return {
    offSession: params.off_session ?? false,
    errorOnRequiresAction: params.error_on_requires_action ?? false,
    useStripeSdk: params.use_stripe_sdk ?? false,
    returnUrl: params.return_url ?? null,
  };
}
