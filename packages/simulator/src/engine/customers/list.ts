import type { Caller } from "../api-types.ts";
import { listOwned } from "../paginate.ts";
import type { World } from "../world.ts";
import type { ListCustomersParameters } from "./parameters.ts";

/** `GET /v1/customers`, newest first, without deleted ones. `email` is compared letter by letter. */
export function listCustomers(world: World, caller: Caller, params: ListCustomersParameters) {
  const { email } = params;
  return listOwned(world.customers, caller, {
    url: "/v1/customers",
    noun: "customer",
    params,
    fits: (customer) =>
      !("deleted" in customer) && (email === undefined || customer.email === email),
  });
}
