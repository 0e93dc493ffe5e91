import type { Caller } from "../api-types.ts";
import { findByPath } from "../find-owned.ts";
import type { World } from "../world.ts";

/** `GET /v1/charges/:id` */
export function retrieveCharge(world: World, caller: Caller, id: string) {
  return findByPath(world.charges, caller, id, { noun: "charge", param: "id" }).object;
}
