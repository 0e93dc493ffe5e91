import { memoryStore, PaymentsError } from "@chargeonce/core";
import { describe, expect, it } from "vitest";
import { asked, confirm, handle, pay, process, sentTo } from "../kit/customer.ts";
import { createShop, type Shop } from "../kit/shop.ts";

const VISA = { payment_method_id: "pm_card_visa" };
const OTHER_ORDER = { order_id: "order_2", amount: 2000, currency: "eur" };
const REUSED = { status: 422, body: { error: { code: "idempotency_key_reused" } } };
const replayed = "idempotent-replayed";

const intents = (shop: Shop) => shop.simulator.ledger.paymentIntents();

describe("Idempotency-Key", () => {
  it("is optional, and one key quoted or bare is one key", async () => {
    const shop = createShop();
    await process(shop, {}, { key: "tap-1" });
    expect((await process(shop, {}, { key: '"tap-1"' })).headers[replayed]).toBe("true");
    expect(await process(shop, OTHER_ORDER, { key: '"tap-1"' })).toMatchObject(REUSED);
  });

  it("absent where requireIdempotencyKey asks for it: 400 on process and confirm", async () => {
    const shop = createShop();
    const { client_secret } = (await process(shop)).body;
    const to = shop.another({ requireIdempotencyKey: true });
    const refused = { status: 400, body: { error: { code: "idempotency_key_required" } } };
    expect(await process(shop, {}, { to })).toMatchObject(refused);
    expect(await confirm(shop, client_secret, VISA, { to })).toMatchObject(refused);
    expect((await process(shop, {}, { to, key: "tap-1" })).status).toBe(200);
    expect((await confirm(shop, client_secret, VISA, { to, key: "tap-1" })).status).toBe(200);
  });

  it.each([
    ["empty", ""],
    ["256 characters", "k".repeat(256)],
    ["a space", "tap 1"],
    ["not ASCII", "täp"],
    ["an open quote", '"tap'],
    ["two headers", ["tap-1", "tap-2"]],
  ])("malformed (%s): 400, and nothing is created", async (_, header) => {
    const shop = createShop();
    const headers = { "content-type": "application/json", "idempotency-key": header };
    const answer = await handle(shop.payments, { headers });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: "idempotency_key_invalid" } });
    expect(asked(shop)).toEqual([]);
  });
});

describe("the scope of a key", () => {
  it.each([
    ["principal", { user: "ann" }, { user: "bob" }],
    ["guest and user", {}, { user: "ann" }],
    ["tenant", { tenant: "north" }, { tenant: "south" }],
    ["tenant and user, not their text joined", { tenant: "a", user: "b" }, { user: "b" }],
  ])("differs by %s", async (_, one, other) => {
    const shop = createShop();
    await process(shop, {}, { key: "tap-1", context: one });
    const reply = await process(shop, OTHER_ORDER, { key: "tap-1", context: other });
    expect(reply.status).toBe(200);
    expect(reply.headers[replayed]).toBeUndefined();
  });

  it("differs by operation: one key for process and confirm is two", async () => {
    const shop = createShop();
    const { body } = await process(shop, VISA, { key: "tap-1" });
    const reply = await confirm(shop, body.client_secret, {}, { key: "tap-1" });
    expect(reply).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect(reply.headers[replayed]).toBeUndefined();
  });

  it("is looked at only after context has said who asks, and loadOrder that he may", async () => {
    const found: string[] = [];
    const store = memoryStore();
    const shop = createShop({
      idempotencyStore: {
        ...store.idempotency,
        claim: async (record) => {
          found.push(record.scopeKey);
          return store.idempotency.claim(record);
        },
        find: async (scopeKey) => {
          found.push(scopeKey);
          return store.idempotency.find(scopeKey);
        },
      },
      loadOrder: async ({ context }) => {
        if (context.user !== "ann") throw new PaymentsError("forbidden", "Not yours.");
        return { id: "order_1", amount: 1050, currency: "usd" };
      },
    });
    const ann = { user: "ann" };
    await process(shop, {}, { key: "tap-1", context: ann });
    expect(found).toHaveLength(1);
    const foreign = await process(shop, { amount: 1 }, { key: "tap-1", context: { user: "bob" } });
    expect(foreign.status).toBe(403);
    const headers = { "content-type": "application/json", "idempotency-key": "tap-1" };
    const context = () => Promise.reject(new PaymentsError("unauthorized", "Log in first."));
    expect((await handle(shop.payments, { headers, context })).status).toBe(401);
    expect(found).toHaveLength(1);
  });
});

describe("the same key with the same request", () => {
  it("process gives the same payment, with Idempotent-Replayed: true", async () => {
    const shop = createShop();
    const first = await process(shop, VISA, { key: "tap-1" });
    const second = await process(shop, VISA, { key: "tap-1" });
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(first.headers[replayed]).toBeUndefined();
    expect(second.headers[replayed]).toBe("true");
    expect(intents(shop)).toHaveLength(1);
  });

  it("does not mind the order of the fields", async () => {
    const shop = createShop();
    await process(shop, VISA, { key: "tap-1" });
    const turned = { ...VISA, currency: "usd", amount: 1050, order_id: "order_1" };
    expect((await shop.post("/process", turned, { key: "tap-1" })).headers[replayed]).toBe("true");
  });

  it("a decline is replayed as the same 402, without a new attempt at Stripe", async () => {
    const shop = createShop();
    const { confirmed, secret } = await pay(shop, "pm_card_visa_chargeDeclined", { key: "tap-1" });
    expect(confirmed.headers[replayed]).toBeUndefined();
    shop.simulator.clearRequests();
    const again = await confirm(shop, secret, {}, { key: "tap-1" });
    const { request_id: _, ...error } = confirmed.body.error;
    expect(again.status).toBe(402);
    expect(again.body).toEqual({ error });
    expect(again.headers[replayed]).toBe("true");
    expect(asked(shop)).toEqual([]);
    expect(shop.simulator.ledger.charges()).toHaveLength(1);
  });

  it("a replayed decline tells the current status: another card has paid meanwhile", async () => {
    const shop = createShop();
    const { secret } = await pay(shop, "pm_card_visa_chargeDeclined", { key: "tap-1" });
    await confirm(shop, secret, VISA, { key: "tap-2" });
    expect(await confirm(shop, secret, {}, { key: "tap-1" })).toMatchObject({
      status: 402,
      headers: { [replayed]: "true" },
      body: { error: { code: "card_declined", status: "succeeded", next_step: "none" } },
    });
  });

  it("a decline under one key does not hinder the same card under another", async () => {
    const shop = createShop();
    const { secret } = await pay(shop, "pm_card_visa_chargeDeclined", { key: "tap-1" });
    const card = { payment_method_id: "pm_card_visa_chargeDeclined" };
    const reply = await confirm(shop, secret, card, { key: "tap-2" });
    expect(reply.status).toBe(402);
    expect(reply.headers[replayed]).toBeUndefined();
    expect(shop.simulator.ledger.charges()).toHaveLength(2);
  });

  it("requires_action is answered with the current truth", async () => {
    const shop = createShop();
    const { confirmed, secret } = await pay(shop, "pm_card_threeDSecure2Required", { key: "k" });
    const waiting = await confirm(shop, secret, {}, { key: "k" });
    expect(waiting.body).toEqual(confirmed.body);
    shop.simulator.authenticate(secret.replace(/_secret_.*/, ""), "complete");
    expect(await confirm(shop, secret, {}, { key: "k" })).toMatchObject({
      status: 200,
      headers: { [replayed]: "true" },
      body: { status: "succeeded" },
    });
    expect(sentTo(shop, "confirm")).toHaveLength(1);
  });

  it("process after success is 200 under its key, where without the key it is order_already_paid", async () => {
    const shop = createShop();
    const { secret } = await pay(shop, "pm_card_visa", { key: "tap-1" });
    expect(await process(shop, VISA, { key: "tap-1" })).toMatchObject({
      status: 200,
      headers: { [replayed]: "true" },
      body: { status: "succeeded", next_step: "none", client_secret: secret },
    });
    expect((await process(shop, VISA)).body.error.code).toBe("order_already_paid");
    expect((await process(shop, VISA, { key: "tap-2" })).status).toBe(409);
  });
});
