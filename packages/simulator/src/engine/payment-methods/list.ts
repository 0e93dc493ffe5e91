import type { Caller } from "../api-types.ts";
import { customerByParameter } from "../customers/find.ts";
import { listOwned } from "../paginate.ts";
import type { World } from "../world.ts";
import type { ListMethodsParameters } from "./parameters.ts";

/** `GET /v1/payment_methods`, newest first: of one customer, and of none when the request names none. */
export function listPaymentMethods(world: World, caller: Caller, params: ListMethodsParameters) {
  if (params.customer !== undefined) customerByParameter(world, caller, params.customer);
  return listMethods(world, caller, params, "/v1/payment_methods");
}

export function listMethods(
  world: World,
  caller: Caller,
  params: ListMethodsParameters,
  url: string,
) {
  const { customer, type, allow_redisplay } = params;
  return listOwned(world.paymentMethods, caller, {
    url,
    noun: "PaymentMethod",
    params,
    fits: (method) =>
      customer !== undefined &&
      method.customer === customer &&
      (type === undefined || method.type === type) &&
      (allow_redisplay === undefined || method.allow_redisplay === allow_redisplay),
  });
}
