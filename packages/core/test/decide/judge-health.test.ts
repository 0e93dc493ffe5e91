import { expect, test } from "vitest";
import { type HealthFacts, judgeHealth } from "../../src/decide/judge-health.ts";

const NOW = new Date("2026-11-23T12:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

const WELL: HealthFacts = {
  webhooks: {
    pending: 3,
    oldestPendingAt: ago(15),
    dead: 0,
    lastReceivedAt: ago(5_000),
    readAt: ago(25 * 60),
    paymentsChecked: 3,
    paymentsUndelivered: 2,
    refusing: { since: ago(600), reason: "no_match" },
    thinEventAt: ago(25 * 60 + 1),
  },
  clocks: { aheadUntil: null },
  payments: {
    stuck: 0,
    forReview: 0,
    unattended: 0,
    refusedElsewhereAt: ago(25 * 60 + 1),
    ofOtherAccount: false,
  },
  stripe: { answer: "usable", clockSkewMs: 120_000 },
};

type Change = { [Part in keyof HealthFacts]?: Partial<NonNullable<HealthFacts[Part]>> | null };

const CASES: { so: string; change: Change; firstPaymentAt?: Date; codes: string[] }[] = [
  { so: "all is at the edge of well", change: {}, codes: [] },
  {
    so: "an event waits for sixteen minutes",
    change: { webhooks: { oldestPendingAt: ago(16) } },
    codes: ["events_waiting"],
  },
  { so: "an event is dead", change: { webhooks: { dead: 1 } }, codes: ["events_dead"] },
  { so: "a payment is stuck", change: { payments: { stuck: 1 } }, codes: ["payments_stuck"] },
  {
    so: "a person must decide",
    change: { payments: { forReview: 2 } },
    codes: ["payments_for_review"],
  },
  {
    so: "payments lie under no name and nobody looks after them",
    change: { payments: { unattended: 1 } },
    codes: ["payments_unattended"],
  },
  {
    so: "an order was refused within a day that is live elsewhere",
    change: { payments: { refusedElsewhereAt: ago(60) } },
    codes: ["orders_elsewhere"],
  },
  {
    so: "payments are another account's",
    change: { payments: { ofOtherAccount: true } },
    codes: ["other_account"],
  },
  {
    so: "an instant lies in the future",
    change: { clocks: { aheadUntil: ago(-60) } },
    codes: ["clock_was_ahead"],
  },
  {
    so: "the list was not read for 25 hours and a minute",
    change: { webhooks: { readAt: ago(25 * 60 + 1) } },
    codes: ["feed_behind"],
  },
  {
    so: "no delivery spoke of the newest payments",
    change: { webhooks: { paymentsUndelivered: 3, refusing: null } },
    codes: ["webhooks_missing"],
  },
  {
    so: "no delivery spoke of them, and deliveries are refused",
    change: { webhooks: { paymentsUndelivered: 3 } },
    codes: ["webhooks_refused"],
  },
  {
    so: "deliveries are refused, and there is no payment that any could speak of",
    change: { webhooks: { paymentsChecked: 0, paymentsUndelivered: 0 } },
    codes: [],
  },
  {
    so: "deliveries are refused for sixteen minutes, and no event ever came",
    change: {
      webhooks: { lastReceivedAt: null, refusing: { since: ago(16), reason: "malformed" } },
    },
    codes: ["webhooks_refused"],
  },
  {
    so: "a thin event came within a day",
    change: { webhooks: { thinEventAt: ago(24 * 60) } },
    codes: ["thin_events"],
  },
  { so: "nothing was ever paid or read", change: { webhooks: { readAt: null } }, codes: [] },
  {
    so: "payments are made since two days, and nobody reads the list",
    change: { webhooks: { readAt: null } },
    firstPaymentAt: ago(48 * 60),
    codes: ["feed_behind"],
  },
  {
    so: "Stripe does not answer",
    change: { stripe: { answer: "none", clockSkewMs: null } },
    codes: ["stripe_unreachable"],
  },
  {
    so: "Stripe refuses the key",
    change: { stripe: { answer: "key_refused", clockSkewMs: null } },
    codes: ["stripe_key_refused"],
  },
  { so: "Stripe was not asked", change: { stripe: null }, codes: [] },
  {
    so: "our clock is ahead",
    change: { stripe: { clockSkewMs: 121_000 } },
    codes: ["clock_skewed"],
  },
  {
    so: "our clock is behind",
    change: { stripe: { clockSkewMs: -121_000 } },
    codes: ["clock_skewed"],
  },
  {
    so: "everything is wrong",
    change: {
      webhooks: { oldestPendingAt: ago(60), dead: 2, readAt: ago(3_000) },
      payments: { stuck: 3, forReview: 4 },
      stripe: { answer: "none", clockSkewMs: 300_000 },
    },
    codes: [
      "events_waiting",
      "events_dead",
      "payments_stuck",
      "payments_for_review",
      "feed_behind",
      "stripe_unreachable",
      "clock_skewed",
    ],
  },
];

test.each(CASES)("health where $so says $codes", ({ change, firstPaymentAt = null, codes }) => {
  const facts: HealthFacts = {
    webhooks: { ...WELL.webhooks, ...change.webhooks },
    clocks: { ...WELL.clocks, ...change.clocks },
    payments: { ...WELL.payments, ...change.payments },
    stripe:
      change.stripe === null ? null : { answer: "usable", clockSkewMs: 120_000, ...change.stripe },
  };
  const problems = judgeHealth(facts, { now: NOW, firstPaymentAt });
  expect(problems.map(({ code }) => code)).toEqual(codes);
});
