import type { Caller } from "../api-types.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";

/** `GET /v1/charges/:id` */
export function retrieveCharge(world: World, caller: Caller, id: string) {
  const record = world.charges.get(id);
  if (record?.account === caller.account.id) return record.object;
  throw invalidRequest(`No such charge: '${id}'`, {
    code: "resource_missing",
    param: "id",
    status: 404,
  });
}
