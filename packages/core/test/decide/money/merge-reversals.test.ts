import type { Dispute, Payment, Refund } from "@chargeonce/core";
import { freshPayment } from "@chargeonce/testing";
import { describe, expect, test } from "vitest";
import { mergeDisputes, mergeRefunds } from "../../../src/decide/money/merge-reversals.ts";

const AT = new Date("2026-11-23T12:00:00Z");
const PAID: Payment = { ...freshPayment(), status: "succeeded", effects: [] };

const refund = (id: string, amount: number, status: string, minute = 0): Refund => ({
  id,
  amount,
  status,
  reason: null,
  createdAt: new Date(AT.getTime() + minute * 60_000),
});
const dispute = (id: string, status: string): Dispute => ({
  id,
  amount: 1050,
  status,
  reason: "fraudulent",
  createdAt: AT,
});

const told = ({ effects }: Payment) => effects.map(({ key, reason }) => `${key} ${reason}`);

describe("refunds as Stripe lists them, one list after the other", () => {
  const CASES: { lists: Refund[][]; sum: number; told: string[] }[] = [
    { lists: [[]], sum: 0, told: [] },
    { lists: [[refund("re_1", 50, "succeeded")]], sum: 50, told: ["refunded:re_1 null"] },
    { lists: [[refund("re_1", 50, "pending")]], sum: 50, told: ["refunded:re_1 null"] },
    { lists: [[refund("re_1", 50, "requires_action")]], sum: 50, told: ["refunded:re_1 null"] },
    { lists: [[refund("re_1", 50, "failed")]], sum: 0, told: [] },
    { lists: [[refund("re_1", 50, "canceled")]], sum: 0, told: [] },
    {
      lists: [[refund("re_1", 50, "pending")], [refund("re_1", 50, "succeeded")]],
      sum: 50,
      told: ["refunded:re_1 null"],
    },
    {
      lists: [[refund("re_1", 50, "succeeded")], [refund("re_1", 50, "failed")]],
      sum: 0,
      told: ["refunded:re_1 null", "refunded:re_1:over failed"],
    },
    {
      lists: [[refund("re_1", 50, "pending")], [refund("re_1", 50, "canceled")]],
      sum: 0,
      told: ["refunded:re_1 null", "refunded:re_1:over canceled"],
    },
    {
      lists: [[refund("re_2", 300, "succeeded", 1), refund("re_1", 50, "succeeded")]],
      sum: 350,
      told: ["refunded:re_1 null", "refunded:re_2 null"],
    },
    {
      lists: [
        [refund("re_1", 50, "succeeded")],
        [refund("re_1", 50, "failed"), refund("re_2", 50, "succeeded", 1)],
      ],
      sum: 50,
      told: ["refunded:re_1 null", "refunded:re_1:over failed", "refunded:re_2 null"],
    },
  ];
  test.each(CASES)("come to $sum, and tell $told", ({ lists, sum, told: expected }) => {
    const merged = lists.reduce((payment, list) => mergeRefunds(payment, list, AT), PAID);
    expect(merged.amountRefunded).toBe(sum);
    expect(merged.status).toBe("succeeded");
    expect(told(merged)).toEqual(expected);
  });

  test("that say nothing new leave the payment as it is, in whatever order they come", () => {
    const list = [refund("re_2", 300, "succeeded", 1), refund("re_1", 50, "succeeded")];
    const merged = mergeRefunds(PAID, list, AT);
    expect(mergeRefunds(merged, [...list].reverse(), AT)).toBe(merged);
    expect(merged.refunds.map(({ id }) => id)).toEqual(["re_1", "re_2"]);
  });
});

describe("disputes as Stripe lists them, one list after the other", () => {
  test.each([
    { statuses: ["needs_response"], expected: ["disputed:du_1 null"] },
    { statuses: ["needs_response", "under_review"], expected: ["disputed:du_1 null"] },
    {
      statuses: ["needs_response", "under_review", "won"],
      expected: ["disputed:du_1 null", "disputed:du_1:over won"],
    },
    { statuses: ["lost"], expected: ["disputed:du_1 null", "disputed:du_1:over lost"] },
    {
      statuses: ["warning_needs_response", "warning_closed"],
      expected: ["disputed:du_1 null", "disputed:du_1:over warning_closed"],
    },
  ])("as $statuses tell $expected", ({ statuses, expected }) => {
    const merged = statuses.reduce(
      (payment, status) => mergeDisputes(payment, [dispute("du_1", status)], AT),
      PAID,
    );
    expect(merged.status).toBe("succeeded");
    expect(told(merged)).toEqual(expected);
    expect(mergeDisputes(merged, [dispute("du_1", statuses.at(-1) ?? "")], AT)).toBe(merged);
  });
});
