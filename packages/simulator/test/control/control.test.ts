import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";
import { ask } from "./ask.ts";

async function unpaid({ stripe }: Setup, metadata: Record<string, string> = {}) {
  return stripe.paymentIntents.create({ ...CARD_ONLY, metadata });
}

describe("faults", () => {
  test("are switched on, listed, counted and switched off", async () => {
    const shop = setUp();
    const on = await ask(shop, "POST /faults", {
      fault: "rate_limit_429",
      route: "create",
      metadata: { order: "1" },
      times: null,
    });
    const description = {
      id: "fault_1",
      fault: "rate_limit_429",
      route: "create",
      metadata: { order: "1" },
      nth: 1,
      share: 1,
      when: false,
      seen: 0,
      strikes: 0,
      remaining: null,
      held: 0,
    };
    expect([on.status, on.body]).toEqual([200, description]);
    await unpaid(shop);
    expect((await errorOf(unpaid(shop, { order: "1" }))).statusCode).toBe(429);
    const struck = { ...description, seen: 1, strikes: 1 };
    expect((await ask(shop, "GET /faults")).body).toEqual([struck]);
    expect((await ask(shop, "GET /faults/fault_1")).body).toEqual(struck);
    const off = await ask(shop, "DELETE /faults/fault_1");
    expect([off.status, off.body]).toEqual([204, null]);
    expect((await unpaid(shop, { order: "1" })).object).toBe("payment_intent");

    await ask(shop, "POST /faults", { fault: "lose_request" });
    expect((await ask(shop, "DELETE /faults")).status).toBe(204);
    expect((await ask(shop, "GET /faults")).body).toEqual([]);
  });

  test("let go what they hold", async () => {
    const shop = setUp();
    await ask(shop, "POST /faults", { fault: { late: "error_504" }, times: 2 });
    await errorOf(unpaid(shop));
    expect(shop.simulator.ledger.paymentIntents()).toEqual([]);
    expect((await ask(shop, "POST /faults/fault_1/release")).body).toEqual({ released: 1 });
    expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
  });
});

test("the clock goes forward, and says what it shows", async () => {
  const shop = setUp();
  const { body } = await ask(shop, "POST /advance", { hours: 1.5 });
  expect(body).toEqual({ now: "2026-11-23T13:30:00.000Z" });
  expect((await unpaid(shop)).created).toBe(1_795_440_600);
});

test("a customer passes 3-D Secure, once", async () => {
  const shop = setUp();
  const { id } = await shop.stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_threeDSecure2Required",
    confirm: true,
  });
  const pass = () => ask(shop, "POST /authenticate", { payment_intent: id, outcome: "complete" });
  expect((await pass()).body).toMatchObject({ id, status: "succeeded" });
  const again = await pass();
  expect([again.status, again.body]).toEqual([
    409,
    {
      error: {
        message: `PaymentIntent '${id}' waits for no authentication; its status is succeeded.`,
      },
    },
  ]);
});

test("3-D Secure is passed for a card that is only set up, too", async () => {
  const shop = setUp();
  const { id } = await shop.stripe.setupIntents.create({
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    payment_method: "pm_card_threeDSecure2Required",
    confirm: true,
  });
  const passed = await ask(shop, "POST /authenticate", { setup_intent: id, outcome: "complete" });
  expect(passed.body).toMatchObject({ id, object: "setup_intent", status: "succeeded" });
});

test("an app confirms with a client secret, and hears of a decline", async () => {
  const shop = setUp();
  const { client_secret } = await unpaid(shop);
  const confirm = (payment_method: string) =>
    ask(shop, "POST /confirm", { client_secret, payment_method, return_url: "app://back" });
  expect((await confirm("pm_card_chargeDeclined")).body).toMatchObject({
    ok: false,
    status: 402,
    error: { code: "card_declined" },
  });
  expect((await confirm("pm_card_visa")).body).toMatchObject({ ok: true });
  expect(shop.simulator.ledger.succeededCharges()).toHaveLength(1);
});

test("a cardholder disputes a payment that was taken", async () => {
  const shop = setUp();
  const { id } = await unpaid(shop);
  const dispute = () =>
    ask(shop, "POST /dispute", { payment_intent: id, reason: "duplicate", amount: 500 });
  expect((await dispute()).status).toBe(409);
  await shop.stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" });
  expect((await dispute()).body).toMatchObject({
    object: "dispute",
    reason: "duplicate",
    amount: 500,
    payment_intent: id,
  });
});

test("what happened is told: ledger, events, requests, deliveries", async () => {
  const received: string[] = [];
  const shop = setUp({
    webhookEndpoints: [{ url: "http://shop.example/hook" }],
    fetch: async (_url, init) => {
      received.push(JSON.parse(String(init?.body)).type);
      return new Response();
    },
  });
  const { id } = await unpaid(shop, { order: "1" });
  await unpaid(shop, { order: "2" });
  await shop.stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" });

  expect((await ask(shop, "GET /ledger?metadata[order]=1")).body).toMatchObject({
    paymentIntents: [{ id, status: "succeeded", amountReceived: 1099 }],
    charges: [{ paymentIntentId: id, captured: true }],
  });
  expect((await ask(shop, `GET /ledger?payment_intent=${id}`)).body).toMatchObject({
    paymentIntents: [{ id }],
    charges: [{ paymentIntentId: id }],
  });
  const events = await ask(shop, "GET /events?type=payment_intent.succeeded");
  expect(events.body).toMatchObject([{ object: "event", data: { object: { id } } }]);
  expect((await ask(shop, "GET /events")).body).toHaveLength(4);

  expect((await ask(shop, "POST /deliver", { due: true })).body).toEqual({ tries: 4 });
  expect((await ask(shop, "POST /deliver")).body).toEqual({ tries: 0 });
  const [succeeded] = shop.simulator.events.list().slice(-1);
  expect((await ask(shop, "POST /resend", { event: succeeded?.id })).body).toEqual({ tries: 1 });
  expect(received.slice(-2)).toEqual(["payment_intent.succeeded", "payment_intent.succeeded"]);
  const deliveries = await ask(shop, `GET /deliveries?event=${succeeded?.id}`);
  expect(deliveries.body).toMatchObject([{ status: "delivered" }, { status: "delivered" }]);
  expect((await ask(shop, "GET /deliveries")).body).toHaveLength(5);

  expect((await ask(shop, "GET /requests")).body).toMatchObject([
    { path: "/v1/payment_intents", params: { metadata: { order: "1" } } },
    { path: "/v1/payment_intents" },
    { path: `/v1/payment_intents/${id}/confirm`, status: 200 },
  ]);
  expect((await ask(shop, "DELETE /requests")).status).toBe(204);
  expect((await ask(shop, "GET /requests")).body).toEqual([]);
});

test("webhooks are disturbed, and secrets of endpoints replaced", async () => {
  const shop = setUp({
    webhookEndpoints: [{ url: "http://shop.example/hook" }],
    fetch: async () => new Response(),
  });
  const options = { kind: "drop", type: "payment_intent.created", times: 2 };
  const on = await ask(shop, "POST /disturbances", options);
  expect(on.body).toMatchObject({ ...options, struck: 0, remaining: 2 });
  await unpaid(shop);
  expect((await ask(shop, "GET /disturbances")).body).toMatchObject([{ struck: 1, remaining: 1 }]);
  expect((await ask(shop, "DELETE /disturbances")).status).toBe(204);
  await unpaid(shop);
  expect((await ask(shop, "POST /deliver")).body).toEqual({ tries: 1 });

  const [event] = shop.simulator.events.list();
  const endpoint = shop.simulator.webhooks.endpoints[0]?.id;
  const again = await ask(shop, "POST /resend", { event: event?.id, endpoint });
  expect(again.body).toEqual({ tries: 1 });
  const rotated = await ask(shop, "POST /rotate-secret", { endpoint, expiresInHours: 1 });
  expect(rotated.body).toEqual({ secret: expect.stringMatching(/^whsec_[A-Za-z0-9]{32}$/) });
});
