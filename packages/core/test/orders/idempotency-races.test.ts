import { memoryStore, PaymentsError } from "@chargeonce/core";
import { describe, expect, it } from "vitest";
import { confirm, pay, process, sentTo } from "../kit/customer.ts";
import { createShop, type Reply, type Shop } from "../kit/shop.ts";

const VISA = { payment_method_id: "pm_card_visa" };
const MASTERCARD = { payment_method_id: "pm_card_mastercard" };
const REUSED = { status: 422, body: { error: { code: "idempotency_key_reused" } } };

const intents = (shop: Shop) => shop.simulator.ledger.paymentIntents();
const distinct = (replies: Reply[]) => [
  ...new Set(replies.map(({ status, body }) => JSON.stringify([status, body]))),
];

describe("the same key with another request is 422", () => {
  it("before the first has done anything but claim it", async () => {
    const store = memoryStore();
    let down = true;
    const reserve = store.payments.reserve;
    const unreachable = () => Promise.reject(new PaymentsError("store_unavailable", "Away."));
    const payments = {
      ...store.payments,
      reserve: (each: Parameters<typeof reserve>[0]) => (down ? unreachable() : reserve(each)),
    };
    const shop = createShop({ store: { ...store, payments } });
    expect((await process(shop, VISA, { key: "tap-1" })).status).toBe(503);
    down = false;
    expect(await process(shop, MASTERCARD, { key: "tap-1" })).toMatchObject(REUSED);
    expect(intents(shop)).toEqual([]);
    expect((await process(shop, VISA, { key: "tap-1" })).status).toBe(200);
  });

  it("while the first is at Stripe", async () => {
    const shop = createShop();
    const hang = shop.simulator.faults.next("hang", { route: "create" });
    const first = process(shop, VISA, { key: "tap-1" });
    await hang.struck;
    expect(await process(shop, MASTERCARD, { key: "tap-1" })).toMatchObject(REUSED);
    hang.release();
    expect((await first).status).toBe(200);
  });

  it.each([
    ["another method", MASTERCARD],
    ["no method", {}],
    ["another order", { ...VISA, order_id: "order_2", amount: 2000, currency: "eur" }],
    ["another amount, which is no order's", { ...VISA, amount: 1051 }],
    ["one field more", { ...VISA, note: "gift" }],
  ])("after the first, with %s", async (_, more) => {
    const shop = createShop();
    await process(shop, VISA, { key: "tap-1" });
    expect(await process(shop, more, { key: "tap-1" })).toMatchObject(REUSED);
    expect(intents(shop)).toHaveLength(1);
  });

  it("after the first, with the same words, when they mean another order by now", async () => {
    let cart = "cart_1";
    const shop = createShop({
      loadOrder: async () => ({ id: cart, amount: 1050, currency: "usd" }),
    });
    await process(shop, VISA, { key: "tap-1" });
    cart = "cart_2";
    expect(await process(shop, VISA, { key: "tap-1" })).toMatchObject(REUSED);
    expect((await process(shop, VISA, { key: "tap-2" })).status).toBe(200);
  });

  it("on confirm, with another method or another secret, and nothing is charged", async () => {
    const shop = createShop();
    const one = (await process(shop)).body.client_secret;
    const order = { order_id: "order_2", amount: 2000, currency: "eur" };
    const other = (await process(shop, order)).body.client_secret;
    const secured = { payment_method_id: "pm_card_threeDSecure2Required" };
    await confirm(shop, one, secured, { key: "k" });
    expect(await confirm(shop, one, VISA, { key: "k" })).toMatchObject(REUSED);
    expect(await confirm(shop, other, secured, { key: "k" })).toMatchObject(REUSED);
    expect(shop.simulator.ledger.charges()).toEqual([]);
  });

  it("is told before that the order was paid", async () => {
    const shop = createShop();
    await pay(shop, "pm_card_visa", { key: "tap-1" });
    expect(await process(shop, MASTERCARD, { key: "tap-1" })).toMatchObject(REUSED);
  });
});

describe("many at once", () => {
  it("100 identical process requests with one key are one PaymentIntent and 100 equal answers", async () => {
    const shop = createShop();
    const servers = [shop.payments, shop.another(), shop.another(), shop.another()];
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, n) => {
        const to = servers[n % servers.length] ?? shop.payments;
        return process(shop, VISA, { key: "tap-1", to });
      }),
    );
    expect(replies).toHaveLength(100);
    expect(distinct(replies)).toHaveLength(1);
    expect(replies[0]).toMatchObject({ status: 200, body: { status: "requires_confirmation" } });
    expect(replies.filter(({ headers }) => headers["idempotent-replayed"] === "true")).toHaveLength(
      99,
    );
    expect(intents(shop)).toHaveLength(1);
  });

  it("100 identical confirm requests with one key are one charge and 100 equal answers", async () => {
    const shop = createShop();
    const { client_secret } = (await process(shop, VISA)).body;
    const servers = [shop.payments, shop.another(), shop.another(), shop.another()];
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, n) => {
        const to = servers[n % servers.length] ?? shop.payments;
        return confirm(shop, client_secret, VISA, { key: "tap-1", to });
      }),
    );
    expect(distinct(replies)).toHaveLength(1);
    expect(replies[0]).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect(shop.simulator.ledger.charges()).toHaveLength(1);
  });

  it("50 identical confirm requests with a declined card are one attempt and 50 times the same 402", async () => {
    const shop = createShop();
    const card = { payment_method_id: "pm_card_visa_chargeDeclined" };
    const { client_secret } = (await process(shop, card)).body;
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => confirm(shop, client_secret, card, { key: "tap-1" })),
    );
    const codes = replies.map(({ status, body }) => `${status} ${body.error?.code}`);
    expect([...new Set(codes)]).toEqual(["402 card_declined"]);
    expect(shop.simulator.ledger.charges()).toHaveLength(1);
  });

  it("two keys for one order lead to one PaymentIntent", async () => {
    const shop = createShop();
    const [one, other] = await Promise.all([
      process(shop, VISA, { key: "tap-1" }),
      process(shop, VISA, { key: "tap-2" }),
    ]);
    expect(one).toMatchObject({ status: 200, body: other.body });
    expect(intents(shop)).toHaveLength(1);
  });

  it("a double tap without a key, or a second tab, gets the same PaymentIntent", async () => {
    const shop = createShop();
    const replies = await Promise.all([process(shop), process(shop), process(shop)]);
    expect(distinct(replies)).toHaveLength(1);
    expect(replies[0]?.status).toBe(200);
    expect((await process(shop)).body).toEqual(replies[0]?.body);
    expect(intents(shop)).toHaveLength(1);
    expect(sentTo(shop, "confirm")).toEqual([]);
  });
});

it("a repetition that was asking Stripe while the first was declined is told the same decline, and tries nothing", async () => {
  const shop = createShop();
  const card = { payment_method_id: "pm_card_visa_chargeDeclined" };
  const { client_secret } = (await process(shop, card)).body;
  const tap = () => confirm(shop, client_secret, card, { key: "tap-1" });

  const asking = shop.simulator.faults.next("hang", { route: "retrieve" });
  const repetition = tap();
  await asking.struck;
  const first = await tap();
  asking.release();

  expect(first).toMatchObject({ status: 402, body: { error: { code: "card_declined" } } });
  expect(await repetition).toMatchObject({
    status: 402,
    body: { error: { code: "card_declined" } },
  });
  expect(shop.simulator.ledger.charges()).toHaveLength(1);
});
