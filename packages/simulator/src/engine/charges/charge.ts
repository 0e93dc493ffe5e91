import type Stripe from "stripe";
import { emit } from "../events/emit.ts";
import type { FlatCharge, PaymentIntentRecord, PaymentMethodRecord } from "../objects.ts";
import type { Decline } from "../test-cards.ts";
import type { World } from "../world.ts";
import { newCharge } from "./new-charge.ts";
import { acceptedOutcome, refusedOutcome } from "./outcome.ts";

/** With `automatic_async` Stripe settles a moment later and tells so by `charge.updated`. */
const ASYNC_SETTLEMENT_MS = 2000;

/** Takes the money, or holds it when capture is manual. This is the only place where a charge succeeds. */
export function chargeSucceeds(
  world: World,
  record: PaymentIntentRecord,
  { method, authenticated }: { method: PaymentMethodRecord; authenticated: boolean },
): FlatCharge {
  const { object } = record;
  const captured = object.capture_method !== "manual";
  const charge = newCharge(world, record, method);
  charge.status = "succeeded";
  charge.paid = true;
  charge.captured = captured;
  charge.amount_captured = captured ? object.amount : 0;
  charge.outcome = acceptedOutcome(method.card);
  if (authenticated && charge.payment_method_details?.card) {
    charge.payment_method_details.card.three_d_secure = threeDSecureResult(charge.id);
  }
  if (object.capture_method === "automatic") {
    charge.balance_transaction = world.ids.sibling("txn", object.id);
  }
  store(world, record, charge);
  if (object.capture_method === "automatic_async") {
    world.schedule.at(world.now() + ASYNC_SETTLEMENT_MS, () => settle(world, record, charge));
  }
  return charge;
}

/** Records an attempt that the issuer, or Radar, refused. */
export function chargeFails(
  world: World,
  record: PaymentIntentRecord,
  method: PaymentMethodRecord,
  decline: Decline,
): FlatCharge {
  const charge = newCharge(world, record, method);
  charge.status = "failed";
  charge.failure_code = decline.code;
  charge.failure_message = decline.message;
  charge.outcome = refusedOutcome(method.card, decline);
  store(world, record, charge);
  return charge;
}

function store(world: World, record: PaymentIntentRecord, charge: FlatCharge): void {
  world.charges.set(charge.id, { account: record.account, object: charge });
}

function settle(world: World, record: PaymentIntentRecord, charge: FlatCharge): void {
  charge.balance_transaction = world.ids.sibling("txn", charge.id);
  emit(world, {
    account: record.account,
    type: "charge.updated",
    object: charge,
    previousAttributes: { balance_transaction: null },
  });
}

function threeDSecureResult(id: string): Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure {
  return {
    authentication_flow: "challenge",
    electronic_commerce_indicator: "05",
    exemption_indicator: null,
    result: "authenticated",
    result_reason: null,
    transaction_id: id.replace("ch_", "dstx"),
    version: "2.2.0",
  };
}
