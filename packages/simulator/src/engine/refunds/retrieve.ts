import type { Caller } from "../api-types.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";

/** `GET /v1/refunds/:id` */
export function retrieveRefund(world: World, caller: Caller, id: string) {
  const record = world.refunds.get(id);
  if (record?.account === caller.account.id) return record.object;
  throw invalidRequest(`No such refund: '${id}'`, {
    code: "resource_missing",
    param: "refund",
    status: 404,
  });
}
