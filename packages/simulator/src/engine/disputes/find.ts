import type { Caller } from "../api-types.ts";
import { findByPath } from "../find-owned.ts";
import type { DisputeRecord } from "../objects.ts";
import type { World } from "../world.ts";

/** @throws StripeFailure 404 when this account has no such dispute. */
export function findDispute(world: World, caller: Caller, id: string): DisputeRecord {
  return findByPath(world.disputes, caller, id, { noun: "dispute", param: "dispute" });
}
