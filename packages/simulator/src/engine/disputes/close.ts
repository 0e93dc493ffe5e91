import type { Caller } from "../api-types.ts";
import type { World } from "../world.ts";
import { findDispute } from "./find.ts";
import { refuseSettled } from "./refuse-settled.ts";
import { settleDispute } from "./settle.ts";

/** `POST /v1/disputes/:id/close`: the seller gives in. */
export function closeDispute(world: World, caller: Caller, id: string) {
  const record = findDispute(world, caller, id);
  refuseSettled(record);
  settleDispute(world, record, "lost", caller);
  return record.object;
}
