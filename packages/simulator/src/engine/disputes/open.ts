import { emit } from "../events/emit.ts";
import { settleWarnings } from "../fraud-warnings/warn.ts";
import type { ChargeRecord, DisputeRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { chargeBack } from "./charge-back.ts";
import { newDispute } from "./new-dispute.ts";
import type { DisputeReason } from "./reason.ts";

export interface DisputeOptions {
  /** `fraudulent` when absent. */
  readonly reason?: DisputeReason | undefined;
  /** Minor units of the charge's currency; everything that was captured when absent. */
  readonly amount?: number | undefined;
  /** `needs_response` when absent. `warning_needs_response` is an inquiry, which takes no money. */
  readonly status?: "needs_response" | "warning_needs_response" | undefined;
}

/**
 * The cardholder disputes a charge at the bank. A chargeback takes the money at once; an inquiry asks a question.
 *
 * @param charge Captured; how much of it was refunded does not matter.
 */
export function openDispute(
  world: World,
  charge: ChargeRecord,
  { reason = "fraudulent", amount, status = "needs_response" }: DisputeOptions = {},
): DisputeRecord {
  const { account } = charge;
  const inquiry = status === "warning_needs_response";
  const object = newDispute(world, charge, {
    reason,
    amount: amount ?? charge.object.amount_captured,
    inquiry,
  });
  const record: DisputeRecord = { account, object };
  charge.object.disputed = true;
  world.search.note(charge.object);
  world.disputes.set(object.id, record);
  emit(world, { account, type: "charge.dispute.created", object });
  if (!inquiry) chargeBack(world, record);
  settleWarnings(world, charge);
  return record;
}
