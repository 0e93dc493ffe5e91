import type { Caller } from "../api-types.ts";
import type { World } from "../world.ts";
import { findDispute } from "./find.ts";
import { refuseClosed } from "./refuse-closed.ts";
import { settleDispute } from "./settle.ts";
import { touchCharge } from "./touch-charge.ts";

/** `POST /v1/disputes/:id/close`: the seller gives in. */
export function closeDispute(world: World, caller: Caller, id: string) {
  const record = findDispute(world, caller, id);
  refuseClosed(record);
  settleDispute(world, record, "lost", caller);
  touchCharge(world, record, caller);
  return record.object;
}
