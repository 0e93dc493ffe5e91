import type { Caller } from "../api-types.ts";
import { createdWithin, paginate } from "../paginate.ts";
import type { World } from "../world.ts";
import { isLive } from "./find.ts";
import type { ListCustomersParameters } from "./parameters.ts";

/** `GET /v1/customers`, newest first, without deleted ones. `email` is compared letter by letter. */
export function listCustomers(world: World, caller: Caller, params: ListCustomersParameters) {
  const customers = [...world.customers.values()]
    .filter(isLive)
    .filter(({ account }) => account === caller.account.id)
    .map(({ object }) => object)
    .filter(({ created }) => createdWithin(created, params.created))
    .filter(({ email }) => params.email === undefined || email === params.email)
    .reverse();
  return paginate(customers, params, { url: "/v1/customers", noun: "customer" });
}
