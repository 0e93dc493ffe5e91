import { expect, test } from "vitest";
import { createShop } from "../kit/shop.ts";

const { payments } = createShop();

test.each([0, -1, 1.5, 1_001, Number.NaN, Number.POSITIVE_INFINITY])(
  "a list of %d is refused with a sentence, and so are reviews and events",
  async (limit) => {
    const refused = {
      code: "invalid_request",
      message: "limit must be a whole number from 1 to 1000.",
    };
    await expect(payments.list({ limit })).rejects.toMatchObject(refused);
    await expect(payments.reviews({ limit })).rejects.toMatchObject(refused);
    await expect(payments.events.list({ limit })).rejects.toMatchObject(refused);
  },
);

test("a page after no instant is refused", async () => {
  const after = { at: new Date(Number.NaN), id: "pay_1" };
  await expect(payments.list({ after })).rejects.toMatchObject({
    code: "invalid_request",
    message: "after.at must be a valid Date.",
  });
});

test.each([
  [{ since: new Date("yesterday") }, "since must be a valid Date."],
  [{ concurrency: 0 }, "concurrency must be a whole number from 1 to 100."],
  [{ concurrency: 2.5 }, "concurrency must be a whole number from 1 to 100."],
])("reconcile refuses %j", async (options, message) => {
  await expect(payments.reconcile(options)).rejects.toMatchObject({
    code: "invalid_request",
    message,
  });
});

test.each([
  [{ concurrency: 0 }, "The worker's concurrency must be a number above 0."],
  [{ concurrency: 1.5 }, "The worker's concurrency must be a whole number."],
  [{ intervalMs: -1 }, "The worker's intervalMs must be a number above 0."],
  [{ reconcileEveryMs: Number.NaN }, "The worker's reconcileEveryMs must be a number above 0."],
])("a worker with %j is refused at once", (options, message) => {
  expect(() => payments.worker(options)).toThrow(message);
});
