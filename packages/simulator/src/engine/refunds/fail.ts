import { emit } from "../events/emit.ts";
import type { RefundRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { tellUpdate } from "./tell-update.ts";

export type RefundFailureReason = "expired_or_canceled_card" | "charge_for_pending_refund_disputed";

/** The money comes back to the seller: the charge is as if it had never been refunded. */
export function failRefund(world: World, record: RefundRecord, reason: RefundFailureReason): void {
  const { account, object } = record;
  const { status } = object;
  object.status = "failed";
  object.failure_reason = reason;
  object.failure_balance_transaction = world.ids.sibling("txn", object.id);
  delete object.pending_reason;
  const charge = world.charges.get(object.charge ?? "")?.object;
  if (charge) {
    charge.amount_refunded -= object.amount;
    charge.refunded = false;
    world.search.note(charge);
  }
  emit(world, { account, type: "refund.failed", object });
  tellUpdate(world, record, { previous: { status } });
}
