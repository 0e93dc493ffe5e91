import type { Caller } from "../api-types.ts";
import { isLive } from "../customers/find.ts";
import { changeCustomer } from "../customers/update.ts";
import { emit } from "../events/emit.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { methodByPath } from "./find.ts";

/** `POST /v1/payment_methods/:id/detach`. For good: nobody can pay with it or attach it again. */
export function detachPaymentMethod(world: World, caller: Caller, id: string) {
  const method = methodByPath(world, caller, id);
  const { object, account } = method;
  const { customer } = object;
  if (customer === null) {
    throw invalidRequest(
      "The payment method you provided is not attached to a customer so detachment is impossible.",
    );
  }
  object.customer = null;
  method.usedUp = "for_good";
  emit(world, {
    account,
    type: "payment_method.detached",
    object,
    previousAttributes: { customer },
    caller,
  });
  forgetDefault(world, caller, { customer, method: object.id });
  return object;
}

/** What a customer no longer has cannot be the default. */
function forgetDefault(
  world: World,
  caller: Caller,
  { customer, method }: { customer: string; method: string },
): void {
  const owner = world.customers.get(customer);
  if (!owner || !isLive(owner)) return;
  const settings = owner.object.invoice_settings;
  if (settings.default_payment_method !== method) return;
  changeCustomer(world, owner, {
    caller,
    change() {
      settings.default_payment_method = null;
    },
  });
}
