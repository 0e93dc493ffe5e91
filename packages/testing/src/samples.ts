import type { IdempotencyRecord, Owner, Payment, WebhookEvent } from "@chargeonce/core";
import { oddJson } from "./odd-json.ts";

/** An instant some minutes after the start of the samples' day. */
export function minute(n: number): Date {
  return new Date(Date.UTC(2026, 0, 15, 9, 0, 0, 250) + n * 60_000);
}

/** Whose the samples are. */
export const OWNER: Owner = { account: "", livemode: false, installation: "" };

/** Others that share the store: another mode, another account, both, another installation. */
export const STRANGERS: readonly Owner[] = [
  { account: "", livemode: true, installation: "" },
  { account: "acct_1", livemode: false, installation: "" },
  { account: "acct_1", livemode: true, installation: "" },
  { account: "", livemode: false, installation: "staging" },
];

/** A payment that is about to be reserved, the way the core makes one. */
export function freshPayment(changes: Partial<Payment> = {}): Payment {
  return {
    id: "pay_00000000000000000000000000000001",
    tenant: "",
    principal: null,
    ownerKeyHash: null,
    shared: false,
    ...OWNER,
    reservedWith: "",
    orderRef: "1001",
    orderRequest: {},
    attempt: 1,
    amount: 1999,
    currency: "eur",
    facts: {},
    factUpdate: { sent: 0, answered: 0, lastSentAt: null, pending: null, methods: [] },
    confirmationMethod: "automatic",
    paymentIntentId: null,
    clientSecretHash: null,
    status: "creating",
    steps: [],
    droppedConfirms: 0,
    method: null,
    namings: [],
    customerId: null,
    cancelReason: null,
    lastError: null,
    effects: [],
    amountReceived: 0,
    amountCapturable: 0,
    amountRefunded: 0,
    refunds: [],
    disputes: [],
    contradictions: [],
    lastActiveAt: minute(0),
    tookOverAt: null,
    actionExpiresAt: null,
    abandonAt: null,
    decisions: [],
    dueAt: null,
    createdAt: minute(0),
    updatedAt: minute(0),
    version: 1,
    ...changes,
  };
}

/** The changes that fill every field of a payment, with values that a careless store would lose or touch. */
export function everyField(): Partial<Payment> {
  const failure = {
    code: "card_declined",
    declineCode: "insufficient_funds",
    message: "Nicht gedeckt · 残高不足 🙈",
    chargeId: "ch_1",
  };
  return {
    tenant: "shop",
    principal: "user 7",
    ownerKeyHash: "d".repeat(64),
    shared: true,
    account: "acct_1",
    livemode: true,
    installation: "staging",
    reservedWith: "acct_1",
    orderRequest: oddJson(),
    amount: 99_999_999,
    currency: "jpy",
    facts: oddJson(),
    factUpdate: {
      sent: 3,
      answered: 2,
      lastSentAt: minute(4),
      pending: { parameters: oddJson(), facts: oddJson() },
      methods: ["pm_2"],
    },
    confirmationMethod: "manual",
    paymentIntentId: "pi_1",
    clientSecretHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    status: "requires_payment_method",
    steps: [
      {
        step: "create",
        n: 1,
        method: null,
        request: { parameters: oddJson(), apiVersion: "2026-01-01.acacia", account: "acct_1" },
        resolvedMethod: null,
        clientKeyHashes: ["aa", "bb"],
        firstSentAt: minute(1),
        lastSentAt: minute(2),
        sends: 2,
        outcome: { kind: "completed", status: "requires_payment_method", at: minute(2) },
      },
      {
        step: "confirm",
        n: 1,
        method: "pm_1",
        request: { parameters: {}, apiVersion: "2026-01-01.acacia", account: "" },
        clientKeyHashes: [],
        resolvedMethod: "pm_1",
        firstSentAt: minute(3),
        lastSentAt: minute(3),
        sends: 1,
        outcome: { kind: "declined", failure, at: minute(4) },
      },
      {
        step: "confirm",
        n: 2,
        method: "pm_2",
        request: { parameters: {}, apiVersion: "2026-01-01.acacia", account: "" },
        clientKeyHashes: [],
        resolvedMethod: null,
        firstSentAt: minute(5),
        lastSentAt: minute(5),
        sends: 1,
        outcome: null,
      },
    ],
    method: { requested: "pm_card_visa", resolved: "pm_2" },
    droppedConfirms: 7,
    namings: ["c".repeat(64)],
    customerId: "cus_1",
    cancelReason: "replaced",
    lastError: failure,
    amountReceived: 2000,
    amountCapturable: 97_999_999,
    amountRefunded: 1999,
    refunds: [
      { id: "re_1", amount: 1500, status: "succeeded", reason: null, createdAt: minute(11) },
      {
        id: "re_2",
        amount: 499,
        status: "a_status_of_tomorrow",
        reason: "requested_by_customer",
        createdAt: minute(12),
      },
    ],
    disputes: [
      {
        id: "du_1",
        amount: 99_999_999,
        status: "warning_needs_response",
        reason: "fraudulent",
        createdAt: minute(13),
      },
    ],
    effects: [
      {
        key: "failed:ch_1",
        kind: "failed",
        state: "due",
        failure,
        reason: null,
        about: null,
        tries: 2,
        dueAt: minute(6),
        lastError: "The handler said no.",
      },
      {
        key: "refunded:re_1:succeeded",
        kind: "refunded",
        state: "done",
        failure: null,
        reason: "succeeded",
        about: "re_1",
        tries: 0,
        dueAt: minute(14),
        lastError: null,
      },
    ],
    contradictions: [
      {
        kind: "other_intent_took_money",
        paymentIntentId: "pi_2",
        seenAt: minute(7),
        resolvedAt: minute(8),
        resolvedAs: "closed",
      },
    ],
    lastActiveAt: minute(15),
    tookOverAt: minute(16),
    actionExpiresAt: minute(17),
    abandonAt: minute(18),
    decisions: [
      { as: "paid", at: minute(15), by: null },
      { as: "closed", at: minute(8), by: "Ada · 残高 🙈" },
    ],
    dueAt: minute(9),
    updatedAt: minute(10),
  };
}

/** A client's key. */
export function freshKey(changes: Partial<IdempotencyRecord> = {}): IdempotencyRecord {
  return {
    scopeKey: "1111111111111111111111111111111111111111111111111111111111111111",
    fingerprint: "2222222222222222222222222222222222222222222222222222222222222222",
    paymentId: "pay_00000000000000000000000000000001",
    createdAt: minute(0),
    ...changes,
  };
}

/** A verified event as it comes in. */
export function freshEvent(changes: Partial<WebhookEvent> = {}): WebhookEvent {
  return {
    id: "evt_1",
    type: "payment_intent.succeeded",
    ...OWNER,
    broughtBy: "delivery",
    objectId: "pi_1",
    paymentIntentId: "pi_1",
    apiVersion: "2026-01-01.acacia",
    createdAt: minute(0),
    body: { id: "evt_1", object: "event" },
    bodyHash: "3333333333333333333333333333333333333333333333333333333333333333",
    status: "pending",
    unheard: false,
    unheardSince: null,
    merged: false,
    attempts: 0,
    nextAttemptAt: minute(0),
    lastError: null,
    receivedAt: minute(0),
    doneAt: null,
    version: 1,
    ...changes,
  };
}
