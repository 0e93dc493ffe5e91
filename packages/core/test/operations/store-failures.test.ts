import { PaymentsError } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { ORDER_1, process } from "../kit/customer.ts";
import { deliver, paidInTheApp } from "../kit/deliveries.ts";
import { loudLines } from "../kit/lines.ts";
import { createShop } from "../kit/shop.ts";
import { watchStore } from "../kit/watched-store.ts";

const OPERATORS =
  "The payments database is damaged: restore it from a backup, then repeat the request.";
const CLIENTS = "The payment could not be recorded or looked up just now; repeat the same request.";

function damaged(): never {
  const cause = new Error("disk image of postgres://shop:hunter2@db/shop is malformed");
  throw new PaymentsError("store_unavailable", OPERATORS, { cause });
}

describe("a store that fails leaves one line with the cause, and the client hears only to repeat the request", () => {
  test.each([
    ["process", "payments.reserve", "before"],
    ["process", "payments.reserve", "after"],
    ["confirm", "payments.findById", "before"],
    ["status", "payments.findByPaymentIntentId", "before"],
  ] as const)("in %s, %s, %s it was executed", async (operation, call, stage) => {
    const watched = watchStore();
    const shop = createShop({}, { store: watched.store });
    const { client_secret } = (await process(shop)).body;
    const body =
      operation === "process"
        ? { ...ORDER_1, order_id: "order_2", amount: 2000, currency: "eur" }
        : { payment_intent_client_secret: client_secret, payment_method_id: "pm_card_visa" };
    for (const name of [call, "payments.findByPaymentIntentId"]) watched.next(name, stage, damaged);
    const reply = await shop.post(`/${operation}`, body);
    expect(reply.status).toBe(503);
    expect(reply.headers["retry-after"]).toBe("2");
    expect(reply.body).toEqual({
      error: { code: "store_unavailable", message: CLIENTS, retryable: true },
    });
    expect(loudLines(shop)).toMatchObject([
      {
        level: "error",
        fields: {
          event: "store_unavailable",
          operation,
          error: {
            cause: { message: "disk image of postgres://[removed]@db/shop is malformed" },
          },
        },
        message: OPERATORS,
      },
    ]);
  });

  test("when Stripe delivers an event", async () => {
    const watched = watchStore();
    const { shop, event } = await paidInTheApp({ store: watched.store });
    watched.next("transaction", "before", damaged);
    watched.next("events.record", "before", damaged);
    expect(await deliver(shop, event)).toEqual({
      status: 503,
      body: { error: { code: "store_unavailable", message: CLIENTS, retryable: true } },
    });
    const lines = loudLines(shop).filter(({ fields }) => fields.event === "store_unavailable");
    expect(lines).toMatchObject([{ level: "error", message: OPERATORS }]);
  });

  test("when the application calls the operation itself", async () => {
    const watched = watchStore();
    const shop = createShop({}, { store: watched.store });
    watched.next("payments.findLive", "before", damaged);
    watched.next("payments.reserve", "before", damaged);
    await expect(shop.payments.process(ORDER_1, { context: {} })).rejects.toMatchObject({
      code: "store_unavailable",
      message: CLIENTS,
      cause: { message: OPERATORS },
    });
    expect(loudLines(shop)).toMatchObject([{ level: "error", message: OPERATORS }]);
  });
});

describe("whoever operates hears the store's own sentence", () => {
  test("from health, which cannot be told", async () => {
    const watched = watchStore();
    const shop = createShop({}, { store: watched.store });
    watched.next("payments.summarize", "before", damaged);
    await expect(shop.payments.health({ askStripe: false })).rejects.toMatchObject({
      code: "store_unavailable",
      message: OPERATORS,
    });
  });

  test("from resolve and reconcile", async () => {
    const watched = watchStore();
    const shop = createShop({}, { store: watched.store });
    watched.next("payments.findById", "before", damaged);
    await expect(shop.payments.resolve("pay_1", "paid")).rejects.toThrow(OPERATORS);
    watched.next("feed.find", "before", damaged);
    await expect(shop.payments.reconcile()).rejects.toThrow(OPERATORS);
  });
});

test("a store's own bug is told to the application with an error_id, and to the log whole", async () => {
  const watched = watchStore();
  const shop = createShop({}, { store: watched.store });
  const sentence = "The order already has a live payment in table shop.payments.";
  for (const name of ["payments.findLive", "payments.reserve"]) {
    watched.next(name, "before", () => {
      throw new PaymentsError("internal_error", sentence);
    });
  }
  const refusal = await shop.payments.process(ORDER_1, { context: {} }).catch((error) => error);
  expect(refusal.message).toBe("Something went wrong here; the log has the error_id.");
  expect(loudLines(shop)).toMatchObject([
    { fields: { event: "internal_error", error_id: refusal.details.error_id }, message: sentence },
  ]);
});
