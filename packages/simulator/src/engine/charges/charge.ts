import type Stripe from "stripe";
import { emit } from "../events/emit.ts";
import type { FlatCharge, PaymentIntentRecord, PaymentMethodRecord } from "../objects.ts";
import type { Decline } from "../test-cards.ts";
import type { World } from "../world.ts";

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
  charge.outcome = {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: "approved_by_network",
    reason: null,
    risk_level: "normal",
    risk_score: 30,
    seller_message: "Payment complete.",
    type: "authorized",
  };
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
  charge.outcome = {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: decline.blocked ? "not_sent_to_network" : "declined_by_network",
    reason: decline.declineCode ?? decline.code,
    risk_level: decline.blocked ? "highest" : "normal",
    risk_score: decline.blocked ? 90 : 30,
    seller_message: decline.blocked
      ? "Stripe blocked this payment as too risky."
      : "The bank did not return any further details with this decline.",
    type: decline.blocked ? "blocked" : "issuer_declined",
  };
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

function newCharge(
  world: World,
  { object }: PaymentIntentRecord,
  method: PaymentMethodRecord,
): FlatCharge {
  const { card, billing_details } = method.object;
  return {
    id: world.ids.sibling("ch", object.id),
    object: "charge",
    amount: object.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: structuredClone(billing_details),
    calculated_statement_descriptor: "SIMULATOR",
    captured: false,
    created: world.seconds(),
    currency: object.currency,
    customer: object.customer,
    description: object.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: object.livemode,
    metadata: { ...object.metadata },
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: object.id,
    payment_method: method.object.id,
    payment_method_details: card ? cardDetails(object.amount, card, method.cvcSent) : null,
    radar_options: {},
    receipt_email: object.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: structuredClone(object.shipping),
    source: null,
    source_transfer: null,
    statement_descriptor: object.statement_descriptor,
    statement_descriptor_suffix: object.statement_descriptor_suffix,
    status: "pending",
    transfer_data: null,
    transfer_group: object.transfer_group,
  };
}

function cardDetails(
  amount: number,
  card: Stripe.PaymentMethod.Card,
  cvcSent: boolean,
): Stripe.Charge.PaymentMethodDetails {
  return {
    type: "card",
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card.brand,
      checks: {
        address_line1_check: null,
        address_postal_code_check: null,
        cvc_check: cvcSent ? "pass" : null,
      },
      country: card.country,
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      installments: null,
      last4: card.last4,
      mandate: null,
      network: card.brand,
      network_transaction_id: null,
      regulated_status: "unregulated",
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}
