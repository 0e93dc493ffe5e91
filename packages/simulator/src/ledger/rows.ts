import type { DisputeRecord, RefundRecord } from "../engine/objects.ts";
import type { World } from "../engine/world.ts";

/** One attempt to charge a card, as it stands now. */
export interface LedgerCharge {
  readonly id: string;
  readonly paymentIntentId: string;
  /** Minor units, as every amount here. */
  readonly amount: number;
  readonly currency: string;
  readonly status: "succeeded" | "failed";
  /** False while the amount is only held, and for failed ones. */
  readonly captured: boolean;
  readonly amountCaptured: number;
  /** As Stripe counts: what a partial capture, a cancellation or expiry released is in it. */
  readonly amountRefunded: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly livemode: boolean;
  readonly account: string;
  /** Unix seconds. */
  readonly created: number;
}

export interface LedgerPaymentIntent {
  readonly id: string;
  readonly amount: number;
  readonly amountReceived: number;
  readonly currency: string;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly livemode: boolean;
  readonly account: string;
  readonly created: number;
}

/** Money that was given back, or a hold that ended. */
export interface LedgerRefund {
  readonly id: string;
  readonly chargeId: string;
  readonly paymentIntentId: string;
  readonly amount: number;
  readonly currency: string;
  /** `pending`, `succeeded` or `failed`. */
  readonly status: string;
  /** Whether it only ended a hold, and no money had been taken. */
  readonly released: boolean;
  /** Of the charge: a refund is found by the order that it belongs to. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly account: string;
  readonly created: number;
}

export interface LedgerDispute {
  readonly id: string;
  readonly chargeId: string;
  readonly paymentIntentId: string;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly status: string;
  /** Whether the bank has the money now: a chargeback that is not won. */
  readonly withdrawn: boolean;
  /** Of the charge. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly account: string;
  readonly created: number;
}

export function chargeRows(world: World): LedgerCharge[] {
  return [...world.charges.values()].map(({ object, account }) => ({
    id: object.id,
    paymentIntentId: object.payment_intent ?? "",
    amount: object.amount,
    currency: object.currency,
    status: object.status === "succeeded" ? "succeeded" : "failed",
    captured: object.captured,
    amountCaptured: object.amount_captured,
    amountRefunded: object.amount_refunded,
    metadata: { ...object.metadata },
    livemode: object.livemode,
    account,
    created: object.created,
  }));
}

export function paymentIntentRows(world: World): LedgerPaymentIntent[] {
  return [...world.paymentIntents.values()].map(({ object, account }) => ({
    id: object.id,
    amount: object.amount,
    amountReceived: object.amount_received,
    currency: object.currency,
    status: object.status,
    metadata: { ...object.metadata },
    livemode: object.livemode,
    account,
    created: object.created,
  }));
}

export function refundRows(world: World): LedgerRefund[] {
  return [...world.refunds.values()].map(({ object, account }) => ({
    ...shared(world, object),
    status: object.status ?? "",
    released: object.balance_transaction === null,
    account,
  }));
}

export function disputeRows(world: World): LedgerDispute[] {
  return [...world.disputes.values()].map(({ object, account }) => ({
    ...shared(world, object),
    reason: object.reason,
    status: object.status,
    withdrawn: object.balance_transactions.length === 1,
    account,
  }));
}

function shared(world: World, object: RefundRecord["object"] | DisputeRecord["object"]) {
  const chargeId = object.charge ?? "";
  return {
    id: object.id,
    chargeId,
    paymentIntentId: object.payment_intent ?? "",
    amount: object.amount,
    currency: object.currency,
    metadata: { ...world.charges.get(chargeId)?.object.metadata },
    created: object.created,
  };
}
