import type { Payment } from "@chargeonce/core";
import { freshPayment } from "@chargeonce/testing";
import { expect, test } from "vitest";
import { compareIntent } from "../../../src/decide/money/compare-intent.ts";
import type { PaymentIntentSnapshot } from "../../../src/ports/stripe-gateway.ts";

const OLD = new Date("2026-11-20T12:00:00Z");
const EDGE = new Date("2026-11-22T12:00:00Z");

const INTENT: PaymentIntentSnapshot = {
  id: "pi_own",
  status: "succeeded",
  amount: 1050,
  amountReceived: 1050,
  amountCapturable: 0,
  currency: "usd",
  livemode: false,
  captureMethod: "automatic",
  customerId: null,
  description: null,
  receiptEmail: null,
  setupFutureUsage: null,
  clientSecret: null,
  paymentMethodId: null,
  lastPaymentError: null,
  lastErrorMethodId: null,
  actionExpiresAt: null,
  metadata: { payment_id: "pay_1" },
  cancellationReason: null,
  createdAt: OLD,
  charge: null,
};

const OWN = { ...freshPayment(), id: "pay_1", paymentIntentId: "pi_own" };
const OTHER = { ...OWN, paymentIntentId: "pi_other" };
const DISPUTE = { id: "du_1", amount: 1050, status: "lost", reason: "general", createdAt: OLD };
const KNOWN = {
  kind: "other_intent_took_money",
  paymentIntentId: "pi_own",
  seenAt: OLD,
  resolvedAt: null,
  resolvedAs: null,
} as const;
const CLOSED = {
  key: "canceled",
  kind: "canceled",
  state: "done",
  failure: null,
  reason: "closed after review",
  about: null,
  tries: 0,
  dueAt: OLD,
  lastError: null,
} as const;

type Case = [
  payment: Payment | null,
  intent: Partial<PaymentIntentSnapshot>,
  expected: ReturnType<typeof compareIntent>,
];

const as = (status: string, more: Partial<Payment> = {}) => ({ ...OWN, status, ...more });
const other = (status: string, more: Partial<Payment> = {}) => ({ ...OTHER, status, ...more });
const charge = (amountRefunded: number, disputed = false) => ({
  charge: { amountRefunded, disputed },
});

const CASES: Case[] = [
  // No payment by that name.
  [null, { status: "succeeded" }, "no_such_payment"],
  [null, { status: "requires_capture" }, "no_such_payment"],
  [null, { status: "requires_payment_method" }, "agrees"],
  [null, { status: "canceled" }, "agrees"],
  // The payment's own intent.
  [as("succeeded"), {}, "agrees"],
  [as("processing"), {}, "merge"],
  [as("requires_payment_method"), { status: "requires_capture" }, "merge"],
  [as("requires_capture"), { status: "requires_capture" }, "agrees"],
  [as("review"), {}, "agrees"],
  [as("canceled"), {}, "merge"],
  [as("canceled", { contradictions: [KNOWN] }), {}, "agrees"],
  [as("canceled", { effects: [CLOSED] }), {}, "agrees"],
  [as("succeeded"), { status: "canceled" }, "not_paid_at_stripe"],
  [as("succeeded"), { status: "processing" }, "not_paid_at_stripe"],
  [as("requires_action"), { status: "canceled" }, "merge"],
  [as("canceled"), { status: "canceled" }, "agrees"],
  [as("review"), { status: "canceled" }, "agrees"],
  [as("requires_action"), { status: "processing" }, "agrees"],
  // What became of its money.
  [as("succeeded"), charge(0), "agrees"],
  [as("succeeded"), charge(50), "refunded"],
  [as("succeeded", { amountRefunded: 50 }), charge(50), "agrees"],
  [as("succeeded", { amountRefunded: 50 }), charge(0), "refunded"],
  [as("succeeded"), charge(0, true), "disputed"],
  [as("succeeded", { disputes: [DISPUTE] }), charge(0, true), "disputed"],
  [as("review"), charge(50), "refunded"],
  // Another intent that names the payment.
  [other("creating", { paymentIntentId: null }), {}, "intent_never_stored"],
  [other("succeeded"), {}, "merge"],
  [other("canceled"), { status: "requires_capture" }, "merge"],
  [other("succeeded", { contradictions: [KNOWN] }), {}, "agrees"],
  [other("canceled"), { status: "requires_action" }, "orphan"],
  [other("succeeded"), { status: "requires_confirmation" }, "orphan"],
  [other("canceled"), { status: "requires_action", createdAt: EDGE }, "agrees"],
  [other("creating", { paymentIntentId: null }), { status: "requires_payment_method" }, "agrees"],
  [other("canceled"), { status: "processing" }, "agrees"],
  [other("canceled"), { status: "canceled" }, "agrees"],
];

test.each(
  CASES.map(([payment, intent, expected]) => ({
    payment,
    intent: { ...INTENT, ...intent },
    expected,
    says: `${payment?.paymentIntentId ?? "none"} ${payment?.status ?? ""} against ${JSON.stringify(intent)}`,
  })),
)("$says: $expected", ({ payment, intent, expected }) => {
  expect(compareIntent(payment, intent, EDGE)).toBe(expected);
});
