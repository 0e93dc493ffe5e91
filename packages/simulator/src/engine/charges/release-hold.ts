import type { ChargeRecord } from "../objects.ts";
import { newRefund } from "../refunds/new-refund.ts";
import type { World } from "../world.ts";

/**
 * Gives back what was held and will not be taken. Stripe keeps this as a refund, although no money ever moved.
 *
 * @param reason `expired_uncaptured_charge` when nobody captured in time.
 */
export function releaseHold(
  world: World,
  { account, object: charge }: ChargeRecord,
  reason: "expired_uncaptured_charge" | null,
): void {
  const amount = charge.amount - charge.amount_captured - charge.amount_refunded;
  if (amount <= 0) return;
  const object = newRefund(world, charge, { amount, reason, metadata: {}, released: true });
  world.refunds.set(object.id, { account, object });
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
}
