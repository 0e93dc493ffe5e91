import type { Caller } from "../api-types.ts";
import type { World } from "../world.ts";
import { findRefund } from "./find.ts";
import { refuseRefund } from "./refuse.ts";

/** `POST /v1/refunds/:id/cancel`: only for methods whose customers must act, and cards are none. */
export function cancelRefund(world: World, caller: Caller, id: string): never {
  findRefund(world, caller, id);
  throw refuseRefund("Canceling this refund is unsupported.");
}
