import type { Caller } from "../api-types.ts";
import { customerByParameter } from "../customers/find.ts";
import { emit } from "../events/emit.ts";
import type { PaymentMethodRecord } from "../objects.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { checkAttachable } from "./check-attachable.ts";
import { methodByPath } from "./find.ts";
import type { AttachParameters } from "./parameters.ts";

/** `POST /v1/payment_methods/:id/attach`. A `pm_card_…` name attaches a new method. */
export function attachPaymentMethod(
  world: World,
  caller: Caller,
  params: AttachParameters,
  id: string,
) {
  if (params.customer === undefined) {
    throw invalidRequest("Must provide customer or customer_account.", {
      code: "parameter_missing",
    });
  }
  const method = methodByPath(world, caller, id);
  const customer = customerByParameter(world, caller, params.customer).object.id;
  checkAttachable(method, customer);
  attach(world, method, { customer, caller });
  return method.object;
}

/** Makes a method the customer's, who may use it many times. Nothing happens when it is already. */
export function attach(
  world: World,
  method: PaymentMethodRecord,
  { customer, caller }: { customer: string; caller?: Caller | undefined },
): void {
  const { object, account } = method;
  if (object.customer === customer) return;
  object.customer = customer;
  method.usedUp = "no";
  // Attaching has the issuer check the code.
  if (object.card?.checks?.cvc_check === "unchecked") object.card.checks.cvc_check = "pass";
  emit(world, { account, type: "payment_method.attached", object, caller });
}
