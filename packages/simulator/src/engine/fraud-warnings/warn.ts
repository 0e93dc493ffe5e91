import { emit } from "../events/emit.ts";
import type { ChargeRecord, FlatEarlyFraudWarning } from "../objects.ts";
import type { World } from "../world.ts";

/** The issuer suspects fraud; `radar.early_fraud_warning.created`. No money moves. */
export function warnOfFraud(world: World, { account, object: charge }: ChargeRecord): void {
  const object: FlatEarlyFraudWarning = {
    id: world.ids.fresh("issfr"),
    object: "radar.early_fraud_warning",
    actionable: true,
    charge: charge.id,
    created: world.seconds(),
    fraud_type: "misc",
    livemode: charge.livemode,
    ...(charge.payment_intent !== null && { payment_intent: charge.payment_intent }),
  };
  world.earlyFraudWarnings.set(object.id, { account, object });
  emit(world, { account, type: "radar.early_fraud_warning.created", object });
}

/** Once a charge is disputed or wholly refunded there is nothing left that a seller could do about a warning. */
export function settleWarnings(world: World, charge: ChargeRecord): void {
  if (!charge.object.disputed && !charge.object.refunded) return;
  for (const { account, object } of world.earlyFraudWarnings.oldestFirst({
    charge: charge.object.id,
  })) {
    if (!object.actionable) continue;
    object.actionable = false;
    emit(world, {
      account,
      type: "radar.early_fraud_warning.updated",
      object,
      previousAttributes: { actionable: true },
    });
  }
}
