import type { Caller } from "../api-types.ts";
import { customerByParameter } from "../customers/find.ts";
import { ownObjects } from "../find-owned.ts";
import { paginate } from "../paginate.ts";
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
  const methods = ownObjects(world.paymentMethods, caller)
    .filter((method) => customer !== undefined && method.customer === customer)
    .filter((method) => type === undefined || method.type === type)
    .filter(
      (method) => allow_redisplay === undefined || method.allow_redisplay === allow_redisplay,
    );
  return paginate(methods, params, { url, noun: "PaymentMethod" });
}
