import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { DisputeRecord } from "../objects.ts";
import type { World } from "../world.ts";

/** Whatever the seller does about a dispute, Stripe tells as `charge.updated` too, though no field of it changes. */
export function touchCharge(world: World, dispute: DisputeRecord, caller: Caller): void {
  const charge = world.charges.get(dispute.object.charge);
  if (!charge) return;
  emit(world, {
    account: charge.account,
    type: "charge.updated",
    object: charge.object,
    previousAttributes: {},
    caller,
  });
}
