import { expect, test } from "vitest";
import { abandonAtOf, mendActivity, nextDueAt, noteActivity } from "../../src/decide/due.ts";
import { after, NOON, unpaidPayment } from "./samples.ts";

const HOUR = 3_600;
const DAY_MS = 24 * HOUR * 1_000;

test.each(["creating", "requires_payment_method", "requires_confirmation", "requires_action"])(
  "a payment in %s is abandoned a day after its last sign of life",
  (status) => {
    const payment = unpaidPayment({ status, lastActiveAt: after(5 * HOUR) });
    expect(abandonAtOf(payment, DAY_MS)).toEqual(after(29 * HOUR));
  },
);

test.each(["processing", "requires_capture", "succeeded", "canceled", "review", "tomorrow"])(
  "a payment in %s is never abandoned",
  (status) => {
    expect(abandonAtOf(unpaidPayment({ status }), DAY_MS)).toBeNull();
  },
);

test("a voucher counts as long as Stripe says, and the usual time after it", () => {
  const actionExpiresAt = after(72 * HOUR);
  const payment = unpaidPayment({ status: "requires_action", actionExpiresAt });
  expect(abandonAtOf(payment, DAY_MS)).toEqual(after(96 * HOUR));
});

test("a voucher that has expired shortens nothing", () => {
  const payment = unpaidPayment({ status: "requires_action", actionExpiresAt: after(-HOUR) });
  expect(abandonAtOf(payment, DAY_MS)).toEqual(after(24 * HOUR));
});

test("a challenge is left open for an hour, however soon payments are abandoned", () => {
  const minutes = 10 * 60_000;
  expect(abandonAtOf(unpaidPayment({ status: "requires_action" }), minutes)).toEqual(after(HOUR));
  expect(abandonAtOf(unpaidPayment(), minutes)).toEqual(after(600));
});

test("a sign of life is noted once a minute, so that an app that polls does not write each time", () => {
  const payment = unpaidPayment();
  expect(noteActivity(payment, after(59))).toBe(payment);
  expect(noteActivity(payment, after(60)).lastActiveAt).toEqual(after(60));
});

test("a sign of life in the future is not waited for: the next one, or the reconciler, puts it right", () => {
  const ahead = unpaidPayment({ lastActiveAt: after(72 * HOUR) });
  expect(noteActivity(ahead, NOON).lastActiveAt).toEqual(NOON);
  expect(mendActivity(ahead, NOON).lastActiveAt).toEqual(NOON);
  const past = unpaidPayment();
  expect(mendActivity(past, after(HOUR))).toBe(past);
});

test("a payment is looked at when it counts as abandoned, not only on its daily round", () => {
  const payment = unpaidPayment({ abandonAt: after(30 * HOUR) });
  expect(nextDueAt(payment, after(25 * HOUR))).toEqual(after(30 * HOUR));
  expect(nextDueAt(payment, after(31 * HOUR))).toEqual(after(48 * HOUR));
});
