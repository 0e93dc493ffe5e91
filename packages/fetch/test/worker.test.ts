import { createSimulator, type Simulator } from "@chargeonce/simulator";
import { Miniflare } from "miniflare";
import { beforeAll, expect, test } from "vitest";
import { bundleWorker } from "./worker/bundle-worker.ts";

/** Cloudflare's runtime itself, without Node's modules; what the worker sends to Stripe reaches the simulator. */
let worker: Miniflare;
let simulator: Simulator;

beforeAll(async () => {
  simulator = createSimulator({
    seed: "worker",
    webhookEndpoints: [{ url: "http://shop.invalid/payments/webhook" }],
  });
  worker = new Miniflare({
    modules: true,
    script: await bundleWorker(),
    compatibilityDate: "2026-07-01",
    bindings: {
      STRIPE_SECRET_KEY: simulator.keys.secretKey,
      STRIPE_WEBHOOK_SECRET: simulator.webhooks.secret,
    },
    outboundService: async (request: Request) => simulator.fetch(request.url, await copy(request)),
  });
  await worker.ready;
  return () => worker.dispose();
});

test("an order is paid in a worker: declined, lost on the way, charged once, told by Stripe", async () => {
  const order = { order_id: "order_1", amount: 1050, currency: "usd" };
  const processed = await post("/process", {
    ...order,
    payment_method_id: "pm_card_visa_chargeDeclined",
  });
  expect(processed).toMatchObject({ status: 200, body: { next_step: "confirm_on_server" } });
  const payment_intent_client_secret = processed.body.client_secret;
  const confirm = (more: object = {}) =>
    post("/confirm", { payment_intent_client_secret, ...more });
  expect(await confirm()).toMatchObject({
    status: 402,
    body: { error: { code: "card_declined" } },
  });

  simulator.faults.next("lose_response", { route: "confirm" });
  const visa = { payment_method_id: "pm_card_visa" };
  expect(await confirm(visa)).toMatchObject({
    status: 503,
    body: { error: { code: "payment_outcome_unknown" } },
  });
  expect(await confirm(visa)).toMatchObject({ status: 200, body: { status: "succeeded" } });

  const event = simulator.events.list().find(({ type }) => type === "payment_intent.succeeded");
  if (event === undefined) throw new Error("Stripe has no event of the payment.");
  const { body, headers } = simulator.webhooks.signed(event);
  expect(await post("/webhook", body, headers)).toEqual({ status: 200, body: { received: true } });
  expect(await post("/webhook", body, { "stripe-signature": "t=1,v1=2" })).toMatchObject({
    status: 400,
  });
  expect(await (await worker.dispatchFetch("http://shop.test/heard")).json()).toEqual([
    "succeeded order_1",
    "payment_intent.succeeded",
  ]);
  expect(simulator.ledger.succeededCharges()).toHaveLength(1);
});

test("a path that is not ours is the worker's own", async () => {
  const answer = await worker.dispatchFetch("http://shop.test/about");
  expect([answer.status, await answer.text()]).toEqual([418, "the worker's own"]);
});

test("nothing of Node's is in the bundle: an import of node:crypto is refused", async () => {
  await expect(bundleWorker('import { createHash } from "node:crypto";')).rejects.toThrow(
    /Could not resolve "node:crypto"/,
  );
});

async function copy(request: Request): Promise<RequestInit> {
  const { method, headers } = request;
  const text = await request.text();
  return { method, headers: Object.fromEntries(headers), ...(text === "" ? {} : { body: text }) };
}

async function post(path: string, body: object | string, headers: Record<string, string> = {}) {
  const answer = await worker.dispatchFetch(`http://shop.test/payments${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const answered = (await answer.json()) as { client_secret?: string }; // what `process` answers; the rest is compared
  return { status: answer.status, body: answered };
}
