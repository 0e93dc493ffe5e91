import type { Dispute, Refund } from "@chargeonce/core";
import { expect, test } from "vitest";
import {
  type MoneyAtStripe,
  whyNotClosed,
  whyNotPaid,
} from "../../../src/decide/money/judge-resolution.ts";
import { goneBackOf } from "../../../src/decide/money/money-kept.ts";

const createdAt = new Date("2026-11-23T12:00:00Z");
const refund = (amount: number, status: string): Refund => ({
  id: `re_${status}`,
  amount,
  status,
  reason: null,
  createdAt,
});
const dispute = (amount: number, status: string): Dispute => ({
  id: `du_${status}`,
  amount,
  status,
  reason: "general",
  createdAt,
});

test.each([
  { refunds: [], disputes: [], gone: 0 },
  { refunds: [refund(100, "succeeded")], disputes: [], gone: 100 },
  { refunds: [refund(100, "pending")], disputes: [], gone: 0 },
  { refunds: [refund(100, "requires_action")], disputes: [], gone: 0 },
  { refunds: [refund(100, "failed"), refund(50, "canceled")], disputes: [], gone: 0 },
  { refunds: [refund(100, "a_status_of_tomorrow")], disputes: [], gone: 0 },
  { refunds: [], disputes: [dispute(100, "lost")], gone: 100 },
  { refunds: [], disputes: [dispute(100, "won"), dispute(9, "warning_closed")], gone: 0 },
  { refunds: [], disputes: [dispute(100, "needs_response"), dispute(9, "under_review")], gone: 0 },
  { refunds: [], disputes: [dispute(100, "appeal_under_review")], gone: 0 },
  { refunds: [refund(30, "succeeded")], disputes: [dispute(70, "lost")], gone: 100 },
])("of $refunds and $disputes $gone has gone back", ({ refunds, disputes, gone }) => {
  expect(goneBackOf(refunds, disputes)).toBe(gone);
});

type Case = [about: Partial<MoneyAtStripe>, paid: boolean, closed: boolean];

const CASES: Case[] = [
  [{}, true, false],
  [{ kept: 1 }, true, false],
  [{ kept: 0 }, false, true],
  [{ kept: -50 }, false, true], // refunded, and lost to a dispute as well
  [{ leaving: 1050 }, false, false],
  [{ leaving: 1049 }, true, false],
  [{ status: "canceled", kept: 0 }, false, true],
  [{ status: "missing", kept: 0 }, false, true],
  [{ status: "requires_capture" }, false, false],
  [{ status: "processing", kept: 0 }, false, false],
  [{ status: "requires_payment_method", kept: 0 }, false, false],
  [{ status: "a_status_of_tomorrow", kept: 0 }, false, false],
];

test.each(CASES)(
  "money of which Stripe says %j counts as paid: %s, as gone back: %s",
  (about, paid, closed) => {
    const money = {
      paymentIntentId: "pi_1",
      status: "succeeded",
      currency: "usd",
      kept: 1050,
      leaving: 0,
    };
    expect(whyNotPaid({ ...money, ...about }) === null).toBe(paid);
    expect(whyNotClosed({ ...money, ...about }) === null).toBe(closed);
  },
);
