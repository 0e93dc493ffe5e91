import type { DisputeRecord } from "../objects.ts";
import { failRefund } from "../refunds/fail.ts";
import type { World } from "../world.ts";
import { withdrawFunds } from "./move-funds.ts";
import { settleDispute } from "./settle.ts";

/** A refund that is younger is still under way, and fails when the bank takes the same money. */
const REFUND_UNDER_WAY_SECONDS = 60;

/**
 * The bank takes the money. Refunds that are under way fail, the charge can no longer be refunded, and the dispute is
 * lost when nobody has answered it in time.
 */
export function chargeBack(world: World, record: DisputeRecord): void {
  const { object } = record;
  object.status = "needs_response";
  object.is_charge_refundable = false;
  if (object.payment_method_details?.card) {
    object.payment_method_details.card.case_type = "chargeback";
  }
  failRefundsUnderWay(world, object.charge);
  withdrawFunds(world, record);
  const dueMs = ((object.evidence_details.due_by ?? 0) + 1) * 1000;
  world.schedule.at(dueMs, () => {
    if (object.status === "needs_response") settleDispute(world, record, "lost");
  });
}

function failRefundsUnderWay(world: World, chargeId: string): void {
  const since = world.seconds() - REFUND_UNDER_WAY_SECONDS;
  for (const refund of world.refunds.oldestFirst({ charge: chargeId })) {
    const { status, created, balance_transaction } = refund.object;
    const underWay = status === "pending" || (status === "succeeded" && created > since);
    if (!underWay || balance_transaction === null) continue;
    failRefund(world, refund, "charge_for_pending_refund_disputed");
  }
}
