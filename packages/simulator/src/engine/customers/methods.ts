import type { Caller } from "../api-types.ts";
import { findOwned, noSuch } from "../find-owned.ts";
import { listMethods } from "../payment-methods/list.ts";
import type { World } from "../world.ts";
import { customerByPath } from "./find.ts";
import type { ListMethodsParameters } from "./parameters.ts";

/** `GET /v1/customers/:id/payment_methods` */
export function listCustomerMethods(
  world: World,
  caller: Caller,
  params: ListMethodsParameters,
  id: string,
) {
  const customer = customerByPath(world, caller, id).object.id;
  const url = `/v1/customers/${customer}/payment_methods`;
  return listMethods(world, caller, { ...params, customer }, url);
}

/** `GET /v1/customers/:id/payment_methods/:nested` */
export function retrieveCustomerMethod(world: World, caller: Caller, id: string, method: string) {
  const customer = customerByPath(world, caller, id).object.id;
  const record = findOwned(world.paymentMethods, caller, method);
  if (record?.object.customer === customer) return record.object;
  throw noSuch(method, { noun: "PaymentMethod", param: "payment_method" }, 404);
}
