import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { RefundRecord } from "../objects.ts";
import type { World } from "../world.ts";

/** For cards Stripe still sends the older `charge.refund.updated` beside `refund.updated`. */
export function tellUpdate(
  world: World,
  { account, object }: RefundRecord,
  { previous, caller }: { previous: Readonly<Record<string, unknown>>; caller?: Caller },
): void {
  for (const type of ["refund.updated", "charge.refund.updated"] as const) {
    emit(world, { account, type, object, previousAttributes: previous, caller });
  }
}
