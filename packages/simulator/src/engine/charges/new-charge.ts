import type Stripe from "stripe";
import type { FlatCharge, PaymentIntentRecord, PaymentMethodRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { runChecks } from "./run-checks.ts";

/** Builds a pending charge with every field, nulls present. Stores nothing. */
export function newCharge(
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
    payment_method_details: card ? cardDetails(object.amount, card, runChecks(method)) : null,
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
  checks: Stripe.PaymentMethod.Card.Checks,
): Stripe.Charge.PaymentMethodDetails {
  return {
    type: "card",
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card.brand,
      checks,
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
