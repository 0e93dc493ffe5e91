import type { Caller } from "../api-types.ts";
import { findByPath } from "../find-owned.ts";
import type { ChargeRecord } from "../objects.ts";
import type { World } from "../world.ts";

/** @throws StripeFailure 404 when this account has no such charge. */
export function findCharge(world: World, caller: Caller, id: string): ChargeRecord {
  return findByPath(world.charges, caller, id, { noun: "charge", param: "id" });
}
