import type { Fault } from "@chargeonce/simulator";
import { afterEach, describe, expect, it, vi } from "vitest";
import { stripeRefusing } from "../kit/altered-stripe.ts";
import { asked, confirm, pay, process } from "../kit/customer.ts";
import { createShop, type Shop, stripeOf } from "../kit/shop.ts";

const VISA = { payment_method_id: "pm_card_visa" };
const UNKNOWN = {
  status: 503,
  headers: { "retry-after": "2" },
  body: { error: { code: "payment_outcome_unknown", retryable: true } },
};
const charged = (shop: Shop) => shop.simulator.ledger.succeededCharges().length;

afterEach(() => {
  vi.useRealTimers();
});

describe.each<[string, Fault]>([
  ["a reset before Stripe read the request", "lose_request"],
  ["a reset after Stripe executed it", "lose_response"],
  ["a truncated answer", "truncate_body"],
  ["an answer that is no JSON", "malformed_json"],
  ["a 502", "error_502"],
])("%s is payment_outcome_unknown, and repeating the request tells the outcome", (_, fault) => {
  it("on create", async () => {
    const shop = createShop();
    shop.simulator.faults.next(fault, { route: "create" });
    expect(await process(shop, VISA)).toMatchObject(UNKNOWN);
    expect((await process(shop, VISA)).body.status).toBe("requires_confirmation");
    expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
  });

  it("on confirm", async () => {
    const shop = createShop();
    shop.simulator.faults.next(fault, { route: "confirm" });
    const { confirmed, secret } = await pay(shop);
    expect(confirmed).toMatchObject(UNKNOWN);
    expect((await confirm(shop, secret)).body.status).toBe("succeeded");
    expect(charged(shop)).toBe(1);
  });

  it("on the fetch", async () => {
    const shop = createShop();
    const { client_secret } = (await process(shop, VISA)).body;
    shop.simulator.faults.next(fault, { route: "retrieve" });
    expect(await confirm(shop, client_secret)).toMatchObject(UNKNOWN);
    expect(charged(shop)).toBe(0);
    expect((await confirm(shop, client_secret)).body.status).toBe("succeeded");
  });
});

describe("a 500 of Stripe's, which Stripe saves under its key", () => {
  it.each(["error_500_before", "error_500_after"] as const)(
    "%s on confirm: 503, and repeating the request charges once",
    async (fault) => {
      const shop = createShop();
      shop.simulator.faults.next(fault, { route: "confirm" });
      const { confirmed, secret } = await pay(shop, "pm_card_visa", { key: "tap-1" });
      // Where the fetch shows what the 500 hid, that is the answer.
      if (fault === "error_500_before") expect(confirmed).toMatchObject(UNKNOWN);
      else expect(confirmed).toMatchObject({ status: 200, body: { status: "succeeded" } });
      expect((await confirm(shop, secret, {}, { key: "tap-1" })).body.status).toBe("succeeded");
      expect(charged(shop)).toBe(1);
    },
  );

  it("on create, again and again: 503, and once it is over the order can be paid", async () => {
    const shop = createShop();
    shop.simulator.faults.next("error_500_before", { route: "create", times: 3 });
    expect(await process(shop, VISA)).toMatchObject(UNKNOWN);
    expect((await pay(shop)).confirmed.body.status).toBe("succeeded");
  });
});

describe("Stripe does not answer", () => {
  it("until our deadline: payment_outcome_unknown", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const shop = createShop({ stripeDeadlineMs: 5_000 });
    const hang = shop.simulator.faults.next("hang", { route: "create" });
    const answer = process(shop, VISA);
    await hang.struck;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await answer).toMatchObject(UNKNOWN);
    hang.release();
    expect((await process(shop, VISA)).body.status).toBe("requires_confirmation");
    expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
  });
});

describe("payment_in_progress", () => {
  it("is told when a sibling runs the same step at Stripe until our deadline", async () => {
    const shop = createShop();
    shop.simulator.faults.next("idempotency_key_in_use", { route: "create", times: 100 });
    expect(await process(shop, VISA)).toMatchObject({
      status: 409,
      headers: { "retry-after": "2" },
      body: { error: { code: "payment_in_progress", retryable: true } },
    });
    shop.simulator.faults.clear();
    expect((await process(shop, VISA)).status).toBe(200);
  });

  it("is told to a second card while the first is being confirmed, by confirm and by process", async () => {
    const shop = createShop();
    const { client_secret } = (await process(shop)).body;
    const hang = shop.simulator.faults.next("hang", { route: "confirm" });
    const first = confirm(shop, client_secret, VISA);
    await hang.struck;
    const other = { payment_method_id: "pm_card_mastercard" };
    const inProgress = {
      status: 409,
      headers: { "retry-after": "2" },
      body: { error: { code: "payment_in_progress" } },
    };
    expect(await confirm(shop, client_secret, other)).toMatchObject(inProgress);
    expect(await process(shop, other)).toMatchObject(inProgress);
    hang.release();
    expect((await first).body.status).toBe("succeeded");
    expect(charged(shop)).toBe(1);
  });
});

describe("stripe_rate_limited", () => {
  it.each(["rate_limit_429", "lock_timeout"] as const)(
    "is told only after retries: %s once is not noticed, for ever it is",
    async (fault) => {
      const shop = createShop();
      shop.simulator.faults.next(fault, { route: "create" });
      expect((await process(shop, VISA)).status).toBe(200);
      shop.simulator.faults.next(fault, { route: "confirm", times: 100 });
      const { confirmed, secret } = await pay(shop);
      expect(confirmed).toMatchObject({
        status: 503,
        headers: { "retry-after": "2" },
        body: { error: { code: "stripe_rate_limited", retryable: true } },
      });
      expect(charged(shop)).toBe(0);
      shop.simulator.faults.clear();
      expect((await confirm(shop, secret)).body.status).toBe("succeeded");
    },
  );
});

it.each([
  { status: 409, error: { type: "invalid_request_error", code: "lock_timeout" } },
  { status: 400, error: { type: "invalid_request_error", code: "rate_limit" } },
])("stripe_rate_limited goes by Stripe's code too: %j", async (refusal) => {
  const shop = createShop();
  const stripe = stripeRefusing(shop.simulator, /^\/v1\/payment_intents$/, refusal);
  const reply = await process(shop, VISA, { to: shop.another({ stripe }) });
  expect(reply).toMatchObject({ status: 503, body: { error: { code: "stripe_rate_limited" } } });
});

describe("amount_not_chargeable", () => {
  it.each([
    { code: "amount_too_small", message: "Amount must convert to at least 400 hkd." },
    { param: "currency", message: "Invalid currency: the account cannot charge in usd." },
  ])("is told when Stripe refuses what our table allows: %j", async (error) => {
    const shop = createShop();
    const refusal = { status: 400, error: { type: "invalid_request_error", ...error } };
    const stripe = stripeRefusing(shop.simulator, /^\/v1\/payment_intents$/, refusal);
    expect(await process(shop, VISA, { to: shop.another({ stripe }) })).toMatchObject({
      status: 422,
      body: { error: { code: "amount_not_chargeable", request_id: "req_refused" } },
    });
    expect((await process(shop, VISA)).status).toBe(200);
  });
});

describe("stripe_misconfigured", () => {
  it("says nothing of the key; the log says what to check and names Stripe's request", async () => {
    const shop = createShop();
    const to = shop.another({ stripe: stripeOf(shop.simulator, "sk_test_wrong1234") });
    const reply = await process(shop, VISA, { to });
    expect(JSON.stringify([reply, shop.log])).not.toMatch(/sk_test|1234/);
    expect(shop.log).toMatchObject([
      {
        level: "error",
        fields: { event: "stripe_misconfigured", request_id: reply.body.error.request_id },
        message:
          "Stripe answered HTTP 401. Check the secret key and its permissions (PaymentIntents: write; events, charges, refunds and disputes: read).",
      },
    ]);
    expect((await process(shop, VISA)).status).toBe(200);
  });

  it("is told when Stripe does not know an intent that we stored", async () => {
    const shop = createShop();
    const { client_secret } = (await process(shop, VISA)).body;
    const to = shop.another({ stripe: stripeOf(createShop().simulator) });
    expect(await confirm(shop, client_secret, {}, { to })).toMatchObject({
      status: 500,
      body: { error: { code: "stripe_misconfigured" } },
    });
  });
});

describe("internal_error", () => {
  it("is told when Stripe refuses what we sent, and the log has its reason", async () => {
    const shop = createShop();
    const error = { type: "invalid_request_error", param: "description", message: "Too long." };
    const refusal = { status: 400, error };
    const stripe = stripeRefusing(shop.simulator, /^\/v1\/payment_intents$/, refusal);
    const reply = await process(shop, VISA, { to: shop.another({ stripe }) });
    expect(reply).toMatchObject({ status: 500, body: { error: { code: "internal_error" } } });
    expect(JSON.stringify(reply.body)).not.toContain("Too long.");
    const [line] = shop.log.filter(({ level }) => level === "error");
    expect(line?.fields).toMatchObject({
      event: "internal_error",
      error_id: reply.body.error.error_id,
      error: { cause: { message: "Too long." } },
    });
    expect(asked(shop)).toEqual([]);
  });
});
