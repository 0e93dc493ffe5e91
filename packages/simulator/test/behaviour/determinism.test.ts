import type Stripe from "stripe";
import { expect, test } from "vitest";
import { connectFace } from "../face.ts";
import { VISITS } from "../shapes/visits.ts";
import { CARD_ONLY, clientOf, errorOf, setUp } from "../stripe-client.ts";

/** The client makes up a random key where it is given none; here the n-th request has the n-th key. */
function numberKeys(client: Stripe.HttpClient): Stripe.HttpClient {
  let requests = 0;
  return {
    getClientName: () => client.getClientName(),
    makeRequest(host, port, path, method, headers, ...rest) {
      requests += 1;
      const numbered = headers["Idempotency-Key"]
        ? { ...headers, "Idempotency-Key": `key ${requests}` }
        : headers;
      return client.makeRequest(host, port, path, method, numbered, ...rest);
    },
  };
}

/** One simulator is called on every route there is, while things go wrong by chance, and time passes. */
async function story(seed: string) {
  const { clock, simulator } = setUp({
    seed,
    baseUrl: "https://simulator.invalid",
    webhookEndpoints: [{ url: "https://shop.example/hook" }],
    fetch: async () => new Response("ok"),
  });
  const stripe = clientOf(simulator, simulator.keys.secretKey, {
    httpClient: numberKeys(connectFace(simulator)),
  });
  simulator.faults.next("error_500_before", { share: 0.1 });
  simulator.faults.next("error_500_after", { share: 0.1 });
  simulator.faults.next("rate_limit_429", { share: 0.1 });
  simulator.webhooks.disturb("duplicate", { share: 0.2 });
  simulator.webhooks.disturb("drop", { share: 0.1 });
  simulator.webhooks.disturb("reorder");
  const failed: string[] = [];
  for (const [name, visit] of Object.entries(VISITS)) {
    clock.ms += 1000;
    await visit({ clock, simulator, stripe }).catch((error) => failed.push(`${name}: ${error}`));
    await simulator.webhooks.deliverDue();
  }
  await simulator.advance(8 * 24);
  await simulator.webhooks.deliverAll();
  const { world } = simulator.engine;
  return {
    failed,
    faults: simulator.faults.list(),
    disturbances: simulator.webhooks.disturbances,
    told: JSON.stringify([
      ...Object.values(world).flatMap((kept) => (kept instanceof Map ? [...kept] : [])),
      simulator.events.list(),
      simulator.webhooks.deliveries,
      simulator.requests,
      simulator.ledger.charges(),
      simulator.webhooks.secret,
    ]),
  };
}

test("one seed and one clock give one history on every route, faults and all, to the byte", async () => {
  const first = await story("a");
  const second = await story("a");
  expect(second).toEqual(first);
  expect(first.told.length).toBeGreaterThan(100_000);
  expect(first.failed.length).toBeGreaterThan(3);
  expect(first.failed.length).toBeLessThan(Object.keys(VISITS).length / 2);
});

test("another seed has other faults", async () => {
  expect((await story("a")).failed).not.toEqual((await story("b")).failed);
});

test("another seed gives other ids", async () => {
  const first = setUp({ seed: 1 });
  const second = setUp({ seed: 2 });
  const a = await first.stripe.paymentIntents.create(CARD_ONLY);
  const b = await second.stripe.paymentIntents.create(CARD_ONLY);
  expect(b.id).not.toBe(a.id);
});

test("every answer has a request id of its own", async () => {
  const { simulator, stripe } = setUp();
  await stripe.paymentIntents.create(CARD_ONLY);
  await errorOf(stripe.paymentIntents.retrieve("pi_x"));
  await stripe.events.list();
  const ids = simulator.requests.map(({ requestId }) => requestId);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^req_[A-Za-z0-9]{14}$/);
});
