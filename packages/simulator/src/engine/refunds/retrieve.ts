import type { Caller } from "../api-types.ts";
import { findByPath } from "../find-owned.ts";
import type { World } from "../world.ts";

/** `GET /v1/refunds/:id` */
export function retrieveRefund(world: World, caller: Caller, id: string) {
  return findByPath(world.refunds, caller, id, { noun: "refund", param: "refund" }).object;
}
