import { cardOf } from "../charges/card-of.ts";
import type { FlatCharge, RefundRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { failRefund } from "./fail.ts";
import { tellUpdate } from "./tell-update.ts";

/** How long the two test cards for refunds take to change what they answered first. */
const ASYNC_REFUND_MS = 5000;

/** Most refunds are through at once. Some test cards only get there later, or turn out not to. */
export function followRefund(world: World, record: RefundRecord, charge: FlatCharge): void {
  const { object } = record;
  const fate = cardOf(world, charge)?.refunds;
  const later = world.now() + ASYNC_REFUND_MS;
  if (fate === "fail_later") {
    world.schedule.at(later, () => {
      if (object.status === "succeeded") failRefund(world, record, "expired_or_canceled_card");
    });
  }
  if (fate !== "succeed_later") return;
  object.status = "pending";
  object.pending_reason = "processing";
  if (object.destination_details?.card) object.destination_details.card.type = "pending";
  world.schedule.at(later, () => {
    if (object.status === "pending") succeed(world, record);
  });
}

function succeed(world: World, record: RefundRecord): void {
  const { object } = record;
  object.status = "succeeded";
  delete object.pending_reason;
  if (object.destination_details?.card) object.destination_details.card.type = "refund";
  tellUpdate(world, record, { previous: { status: "pending" } });
}
