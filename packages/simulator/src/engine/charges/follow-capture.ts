import { openDispute } from "../disputes/open.ts";
import { warnOfFraud } from "../fraud-warnings/warn.ts";
import type { ChargeRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { cardOf } from "./card-of.ts";

/** What some test cards do as soon as the money was taken. Nothing happens while it is only held. */
export function followCapture(world: World, charge: ChargeRecord): void {
  const card = cardOf(world, charge.object);
  if (!card || !charge.object.captured) return;
  if (card.earlyFraudWarning) warnOfFraud(world, charge);
  let left = charge.object.amount_captured;
  card.disputes.forEach(({ reason, status }, index) => {
    const amount = Math.ceil(left / (card.disputes.length - index));
    left -= amount;
    if (amount > 0) openDispute(world, charge, { reason, status, amount });
  });
}
