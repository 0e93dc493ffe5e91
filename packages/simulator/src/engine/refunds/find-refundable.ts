import type { Caller } from "../api-types.ts";
import { findByParameter, findByPath } from "../find-owned.ts";
import type { ChargeRecord, FlatCharge } from "../objects.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import type { CreateRefundParameters } from "./parameters.ts";
import { refuseRefund } from "./refuse.ts";

/**
 * The charge whose money a refund is to give back.
 *
 * @throws StripeFailure When it took none, only holds it, or the bank has taken it already.
 */
export function findRefundable(
  world: World,
  caller: Caller,
  { charge: chargeId, payment_intent: intentId }: CreateRefundParameters,
): ChargeRecord {
  if (chargeId === undefined && intentId === undefined) {
    throw invalidRequest(
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  }
  const named =
    chargeId === undefined
      ? null
      : findByPath(world.charges, caller, chargeId, { noun: "charge", param: "id" });
  const record = named ?? latestCharge(world, caller, intentId ?? "");
  if (intentId !== undefined && record.object.payment_intent !== intentId) {
    throw invalidRequest(`Charge ${chargeId} does not belong to PaymentIntent ${intentId}.`, {
      param: "charge",
    });
  }
  checkTaken(record.object);
  checkUndisputed(world, record.object);
  return record;
}

function latestCharge(world: World, caller: Caller, intentId: string): ChargeRecord {
  const { object } = findByParameter(world.paymentIntents, caller, intentId, {
    noun: "payment_intent",
    param: "payment_intent",
  });
  const record = world.charges.get(object.latest_charge ?? "");
  if (record) return record;
  throw nothingTaken(intentId);
}

function checkTaken({ payment_intent, status, captured, refunded }: FlatCharge): void {
  if (status !== "succeeded" || (!captured && refunded)) throw nothingTaken(payment_intent ?? "");
  if (captured) return;
  throw refuseRefund(
    `This uncaptured Charge was created by a PaymentIntent (${payment_intent}). You must cancel the PaymentIntent to reverse the authorization instead of refunding the Charge directly. For more information, see https://stripe.com/docs/payments/payment-intents/creating-payment-intents#separate-auth-capture`,
  );
}

function nothingTaken(intentId: string) {
  return refuseRefund(
    `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
  );
}

function checkUndisputed(world: World, { id, disputed }: FlatCharge): void {
  if (!disputed) return;
  for (const { object } of world.disputes.oldestFirst({ charge: id })) {
    if (object.is_charge_refundable) continue;
    throw refuseRefund(`Charge ${id} has been charged back; cannot issue a refund.`, {
      code: "charge_disputed",
    });
  }
}
