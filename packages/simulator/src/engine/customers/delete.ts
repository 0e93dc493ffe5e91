import type Stripe from "stripe";
import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { World } from "../world.ts";
import { customerByPath } from "./find.ts";

/** `DELETE /v1/customers/:id`. The event shows the customer as it was; its methods keep its id, and nobody can use them. */
export function deleteCustomer(world: World, caller: Caller, id: string): Stripe.DeletedCustomer {
  const record = customerByPath(world, caller, id);
  const { account, object } = record;
  const deleted: Stripe.DeletedCustomer = { id, object: "customer", deleted: true };
  world.customers.set(id, { account, object: deleted });
  emit(world, { account, type: "customer.deleted", object, caller });
  return deleted;
}
