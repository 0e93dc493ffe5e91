import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { afterEach, describe, expect, test } from "vitest";
import { createSimulator, type Listening } from "../src/index.ts";
import { CARD_ONLY, clientOf, setUp } from "./stripe-client.ts";

/** For what happens in real time, on a machine that may be busy. */
const PATIENCE = { timeout: 10_000 };

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function listening(simulator: ReturnType<typeof createSimulator>): Promise<Listening> {
  const server = await simulator.listen();
  closers.push(server.close);
  return server;
}

describe("the real client over HTTP", () => {
  test.each([
    ["node:http", () => Stripe.createNodeHttpClient()],
    ["fetch", () => Stripe.createFetchHttpClient()],
  ])("with %s pays, declines and replays", async (_name, httpClient) => {
    const { simulator } = setUp();
    const { host, port } = await listening(simulator);
    const stripe = clientOf(simulator, "sk_test_simulator", {
      host,
      port,
      protocol: "http",
      httpClient: httpClient(),
    });
    const { id } = await stripe.paymentIntents.create(CARD_ONLY, { idempotencyKey: "k" });
    const again = await stripe.paymentIntents.create(CARD_ONLY, { idempotencyKey: "k" });
    expect(again.id).toBe(id);
    await expect(
      stripe.paymentIntents.confirm(id, { payment_method: "pm_card_chargeDeclined" }),
    ).rejects.toBeInstanceOf(Stripe.errors.StripeCardError);
    const paid = await stripe.paymentIntents.confirm(id, {
      payment_method: "pm_card_visa",
      expand: ["latest_charge"],
    });
    expect(paid).toMatchObject({ status: "succeeded", latest_charge: { amount: 1099 } });
    expect(simulator.ledger.succeededCharges()).toHaveLength(1);
  });
});

test("a browser's page may call it with a publishable key", async () => {
  const { simulator, stripe } = setUp();
  const { url } = await listening(simulator);
  const { id, client_secret } = await stripe.paymentIntents.create(CARD_ONLY);
  const preflight = await fetch(`${url}/v1/payment_methods`, {
    method: "OPTIONS",
    headers: {
      origin: "https://shop.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,stripe-version",
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
  expect(preflight.headers.get("access-control-allow-headers")).toBe(
    "authorization,stripe-version",
  );
  const read = await fetch(`${url}/v1/payment_intents/${id}?client_secret=${client_secret}`, {
    headers: { authorization: "Bearer pk_test_simulator" },
  });
  expect(read.headers.get("access-control-allow-origin")).toBe("*");
  expect(await read.json()).toMatchObject({ id });
});

test("the 3-D Secure page is where the server listens", async () => {
  const { simulator, stripe } = setUp();
  const { url } = await listening(simulator);
  const { next_action } = await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_threeDSecure2Required",
    confirm: true,
  });
  expect(next_action?.use_stripe_sdk).toMatchObject({
    stripe_js: expect.stringMatching(new RegExp(`^${url}/3ds/src_`)),
  });
});

test("a body over a mebibyte is refused", async () => {
  const { simulator } = setUp();
  const { url } = await listening(simulator);
  const response = await fetch(`${url}/v1/payment_intents`, {
    method: "POST",
    body: "a".repeat(1024 * 1024 + 1),
  }).catch((error: unknown) => error);
  // The server may hang up before the client has sent everything.
  const answered = response instanceof Response ? response : null;
  expect(answered?.status ?? "reset").toBeOneOf([413, "reset"]);
  expect(answered?.headers.get("date") ?? null).toBeNull();
  expect(simulator.requests).toEqual([]);
});

test("a port that is taken is an error", async () => {
  const { simulator } = setUp();
  const { port } = await listening(simulator);
  await expect(createSimulator().listen({ port })).rejects.toThrow("EADDRINUSE");
});

test("while it listens, webhooks arrive by themselves, once each and in order", async () => {
  const received: string[] = [];
  const shop = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const header = request.headers["stripe-signature"] ?? "";
    received.push(Stripe.webhooks.constructEvent(body, header, "whsec_shop").type);
    response.end();
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise((resolve) => shop.close(resolve)));
  const { port } = shop.address() as AddressInfo;
  const simulator = createSimulator({
    webhookEndpoints: [{ url: `http://127.0.0.1:${port}/`, secret: "whsec_shop" }],
  });
  await listening(simulator);

  await clientOf(simulator).paymentIntents.create({
    ...CARD_ONLY,
    capture_method: "automatic",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  await expect.poll(() => received, PATIENCE).toHaveLength(3);
  expect(received).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
  ]);
  await expect.poll(() => simulator.webhooks.pending()).toEqual([]);
});

test("a webhook that is answered with a redirect has failed, and nobody follows it", async () => {
  const asked: string[] = [];
  const shop = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise((resolve) => shop.close(resolve)));
  const { port } = shop.address() as AddressInfo;
  const { simulator, stripe } = setUp({
    webhookEndpoints: [{ url: `http://127.0.0.1:${port}/hook` }],
  });
  await stripe.paymentIntents.create(CARD_ONLY);
  await simulator.webhooks.deliverDue();
  expect(asked).toEqual(["/hook"]);
  expect(simulator.webhooks.deliveries).toMatchObject([
    { status: "pending", attempts: [{ response: { status: 302 } }] },
  ]);
});
