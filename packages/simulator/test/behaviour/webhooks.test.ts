import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { CARD_ONLY, setUp } from "../stripe-client.ts";

const MINUTE_MS = 60_000;
const URL = "https://shop.example/webhook";

interface Received {
  url: string;
  body: string;
  signature: string;
  type: string;
}

/** An endpoint that answers with the given statuses in turn, then with 200. */
function endpoint(statuses: (number | "unreachable")[] = []) {
  const received: Received[] = [];
  const answer: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const body = await request.text();
    const signature = request.headers.get("stripe-signature") ?? "";
    received.push({ url: request.url, body, signature, type: JSON.parse(body).type });
    const status = statuses.shift() ?? 200;
    if (status === "unreachable") throw new TypeError("fetch failed");
    return new Response("", { status });
  };
  return { received, answer };
}

function setUpEndpoint(statuses: (number | "unreachable")[] = [], enabledEvents?: string[]) {
  const { received, answer } = endpoint(statuses);
  const setup = setUp({
    fetch: answer,
    webhookEndpoints: [{ url: URL, secret: "whsec_one", ...(enabledEvents && { enabledEvents }) }],
  });
  return { ...setup, received };
}

test("what is delivered passes the client's own verification", async () => {
  const { clock, simulator, stripe, received } = setUpEndpoint();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  expect(await simulator.webhooks.deliverDue()).toBe(1);

  const [delivered] = received;
  const event = stripe.webhooks.constructEvent(
    delivered?.body ?? "",
    delivered?.signature ?? "",
    "whsec_one",
    300,
    undefined,
    clock.ms,
  );
  expect(event).toMatchObject({
    object: "event",
    type: "payment_intent.created",
    api_version: Stripe.API_VERSION,
    data: { object: { id, status: "requires_payment_method" } },
    pending_webhooks: 1,
    livemode: false,
  });
  expect(() =>
    stripe.webhooks.constructEvent(delivered?.body ?? "", delivered?.signature ?? "", "whsec_two"),
  ).toThrow(Stripe.errors.StripeSignatureVerificationError);
});

test("nothing is sent until somebody delivers, and each event is then sent once, in order", async () => {
  const { simulator, stripe, received } = setUpEndpoint();
  await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_visa",
    confirm: true,
  });
  expect(received).toEqual([]);
  expect(simulator.webhooks.pending()).toHaveLength(3);
  expect(await simulator.webhooks.deliverDue()).toBe(3);
  expect(received.map(({ type }) => type)).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
  ]);
  expect(await simulator.webhooks.deliverDue()).toBe(0);
  expect(simulator.webhooks.pending()).toEqual([]);
});

test("an endpoint gets the types that it asked for", async () => {
  const { simulator, stripe, received } = setUpEndpoint([], ["charge.*", "payment_intent.created"]);
  await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_visa",
    confirm: true,
  });
  await simulator.webhooks.deliverDue();
  expect(received.map(({ type }) => type)).toEqual(["payment_intent.created", "charge.succeeded"]);
});

describe("a failed delivery", () => {
  test.each([500, 404, 302, "unreachable"] as const)(
    "(%s) is tried again after five minutes, with a signature of that time",
    async (failure) => {
      const { clock, simulator, stripe, received } = setUpEndpoint([failure]);
      await stripe.paymentIntents.create(CARD_ONLY);
      expect(await simulator.webhooks.deliverDue()).toBe(1);
      clock.ms += 5 * MINUTE_MS - 1;
      expect(await simulator.webhooks.deliverDue()).toBe(0);
      clock.ms += 1;
      expect(await simulator.webhooks.deliverDue()).toBe(1);
      expect(received.map(({ signature }) => signature.split(",")[0])).toEqual([
        "t=1795435200",
        "t=1795435500",
      ]);
      expect(received[1]?.body).toBe(received[0]?.body);
      expect(simulator.webhooks.pending()).toEqual([]);
    },
  );

  test("is given up after four tries", async () => {
    const { clock, simulator, stripe, received } = setUpEndpoint([500, 500, 500, 500]);
    await stripe.paymentIntents.create(CARD_ONLY);
    for (const minutes of [0, 5, 30, 180, 10_000]) {
      clock.ms += minutes * MINUTE_MS;
      await simulator.webhooks.deliverDue();
    }
    expect(received).toHaveLength(4);
    expect(simulator.webhooks.deliveries).toMatchObject([
      { type: "payment_intent.created", url: URL, status: "failed", dueAt: null },
    ]);
    expect(simulator.webhooks.deliveries[0]?.attempts.map(({ response }) => response)).toEqual([
      { status: 500, body: "" },
      { status: 500, body: "" },
      { status: 500, body: "" },
      { status: 500, body: "" },
    ]);
  });

  test("keeps the event among the undelivered ones, and success takes it out", async () => {
    const { simulator, stripe } = setUpEndpoint([500]);
    await stripe.paymentIntents.create(CARD_ONLY);
    await simulator.webhooks.deliverDue();
    const undelivered = () => stripe.events.list({ delivery_success: false });
    expect((await undelivered()).data).toMatchObject([{ pending_webhooks: 1 }]);
    await simulator.webhooks.deliverAll();
    expect((await undelivered()).data).toEqual([]);
    expect((await stripe.events.list({ delivery_success: true })).data).toMatchObject([
      { pending_webhooks: 0 },
    ]);
  });
});

test("deliverAll sends what is not yet due, once, and what comes up meanwhile", async () => {
  const { simulator, stripe, received } = setUpEndpoint([500, 500]);
  await stripe.paymentIntents.create(CARD_ONLY);
  await simulator.webhooks.deliverDue();
  await stripe.paymentIntents.create(CARD_ONLY);
  expect(await simulator.webhooks.deliverAll()).toBe(2);
  expect(received).toHaveLength(3);
});

test("two deliveries at the same time do not send anything twice", async () => {
  const { simulator, stripe, received } = setUpEndpoint();
  await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_visa",
    confirm: true,
  });
  const { webhooks } = simulator;
  const [first, second] = await Promise.all([webhooks.deliverDue(), webhooks.deliverDue()]);
  expect(first + second).toBe(3);
  expect(received).toHaveLength(3);
});

test("an event can be sent once more", async () => {
  const { simulator, stripe, received } = setUpEndpoint();
  await stripe.paymentIntents.create(CARD_ONLY);
  await simulator.webhooks.deliverDue();
  const [event] = simulator.events.list();
  expect(await simulator.webhooks.resend(event?.id ?? "")).toBe(1);
  expect(received).toHaveLength(2);
  expect(received[1]?.body).toContain(event?.id);
  await expect(simulator.webhooks.resend("evt_x")).rejects.toThrow("knows no event 'evt_x'");
});

test("an event can be had signed, to post it oneself", async () => {
  const { clock, simulator, stripe } = setUp();
  await stripe.paymentIntents.create(CARD_ONLY);
  const [event] = simulator.events.list();
  const { body, headers } = simulator.webhooks.signed(event ?? "");
  const verify = (secret: string) =>
    stripe.webhooks.constructEvent(
      body,
      headers["stripe-signature"] ?? "",
      secret,
      300,
      undefined,
      clock.ms,
    );
  expect(simulator.webhooks.secret).toMatch(/^whsec_[A-Za-z0-9]{32}$/);
  expect(verify(simulator.webhooks.secret).id).toBe(event?.id);
});

test("two endpoints have their own signatures and their own fate", async () => {
  const { received, answer } = endpoint([500, 200]);
  const { simulator, stripe } = setUp({
    fetch: answer,
    webhookEndpoints: [
      { url: "https://a.example/", secret: "whsec_a" },
      { url: "https://b.example/", secret: "whsec_b" },
    ],
  });
  await stripe.paymentIntents.create(CARD_ONLY);
  await simulator.webhooks.deliverDue();
  expect(received[0]?.signature).not.toBe(received[1]?.signature);
  expect(simulator.webhooks.deliveries.map(({ url, status }) => [url, status])).toEqual([
    ["https://a.example/", "pending"],
    ["https://b.example/", "delivered"],
  ]);
});
