import type { Caller } from "../api-types.ts";
import { findByPath } from "../find-owned.ts";
import type { RefundRecord } from "../objects.ts";
import type { World } from "../world.ts";

/** @throws StripeFailure 404 when this account has no such refund. */
export function findRefund(world: World, caller: Caller, id: string): RefundRecord {
  return findByPath(world.refunds, caller, id, { noun: "refund", param: "refund" });
}
