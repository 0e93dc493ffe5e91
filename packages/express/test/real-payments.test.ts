import { createPayments, memoryStore, PaymentsError } from "@chargeonce/core";
import { createSimulator } from "@chargeonce/simulator";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { expressPayments } from "../src/index.ts";
import { expressVersions } from "./express-versions.ts";
import { serve } from "./serve.ts";

interface Visitor {
  readonly user: string;
}

/** The library on the simulator: Ada has one order, "order_1", of 1000 US cents. */
function createShop() {
  const simulator = createSimulator({
    seed: "express",
    webhookEndpoints: [{ url: "http://shop.invalid/payments/webhook" }],
  });
  const paid: string[] = [];
  const payments = createPayments({
    stripe: new Stripe(simulator.keys.secretKey, {
      httpClient: Stripe.createFetchHttpClient(simulator.fetch),
    }),
    store: memoryStore(),
    webhookSecrets: [simulator.webhooks.secret],
    loadOrder: async ({ body, context }: { body: object; context: Visitor }) =>
      "order_id" in body && body.order_id === "order_1" && context.user === "ada"
        ? { id: "order_1", amount: 1000, currency: "usd" }
        : null,
    scope: ({ user }) => ({ principal: user }),
    onEvent: {
      "payment_intent.succeeded": ({ event }) => {
        paid.push(event.data.object.metadata.order_id ?? "");
      },
    },
  });
  return { simulator, payments, paid };
}

/** The fields of an answer that these tests look at. */
interface Body {
  readonly client_secret?: string;
  readonly status?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

const ORDER = {
  amount: 1000,
  currency: "usd",
  order_id: "order_1",
  payment_method_id: "pm_card_visa",
};

describe.each(expressVersions)("payments mounted on %s", (_version, express) => {
  const start = async (...before: ReturnType<typeof express.json>[]) => {
    const shop = createShop();
    const app = express();
    for (const parser of before) app.use(parser);
    const context = (request: { get(name: string): string | undefined }): Visitor => {
      const user = request.get("x-user");
      if (user === undefined) throw new PaymentsError("unauthorized", "Log in first.");
      return { user };
    };
    app.use("/payments", expressPayments(shop.payments, { context }));
    return { ...shop, url: `${await serve(app)}/payments` };
  };
  const post = async (url: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-user": "ada", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    // The wire contract names these fields.
    const answer = (await response.json()) as Body;
    return { status: response.status, headers: response.headers, body: answer };
  };
  const payOrder = async (url: string) => {
    const processed = await post(`${url}/process`, ORDER);
    const secret = { payment_intent_client_secret: processed.body.client_secret };
    return post(`${url}/confirm`, secret);
  };
  const verify = (request: object, _response: object, bytes: Buffer): void => {
    Object.assign(request, { rawBody: bytes });
  };

  test.each([
    ["with nothing in front", []],
    ["behind express.json() that keeps the bytes", [express.json({ verify })]],
    ["behind express.raw()", [express.raw({ type: "*/*" })]],
    ["behind express.text()", [express.text({ type: "*/*" })]],
  ])("an order is paid, and its webhook verified, %s", async (_title, before) => {
    const shop = await start(...before);
    expect((await payOrder(shop.url)).body.status).toBe("succeeded");
    const event = shop.simulator.events
      .list()
      .find(({ type }) => type === "payment_intent.succeeded");
    const { body, headers } = shop.simulator.webhooks.signed(event ?? { id: "none" });

    const delivered = await post(`${shop.url}/webhook`, body, headers);

    expect(delivered.status).toBe(200);
    expect(delivered.body).toEqual({ received: true });
    expect(shop.paid).toEqual(["order_1"]);
    expect(shop.simulator.ledger.succeededCharges({})).toHaveLength(1);
  });

  test("behind a plain express.json() an order is paid, and a webhook told what to change", async () => {
    const shop = await start(express.json());
    expect((await payOrder(shop.url)).body.status).toBe("succeeded");
    const [event] = shop.simulator.events.list();
    const { body, headers } = shop.simulator.webhooks.signed(event ?? { id: "none" });

    const refused = await post(`${shop.url}/webhook`, body, headers);

    expect(refused.status).toBe(500);
    expect(refused.body.error?.code).toBe("raw_body_unavailable");
    expect(refused.body.error?.message).toContain("express.json({ verify:");
    expect(shop.paid).toEqual([]);
  });

  test("what `context` throws and returns reaches the client and loadOrder", async () => {
    const { url, simulator } = await start();
    const nobody = await fetch(`${url}/process`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(ORDER),
    });
    expect(nobody.status).toBe(401);
    const eve = await post(`${url}/process`, ORDER, { "x-user": "eve" });
    expect(eve.status).toBe(404);
    expect(simulator.requests).toEqual([]);
  });

  test("the limits, the methods and the headers are the core's", async () => {
    const { url } = await start();
    const large = await post(`${url}/process`, { ...ORDER, note: "x".repeat(64 * 1024) });
    expect([large.status, large.body.error?.code]).toEqual([413, "payload_too_large"]);
    const read = await fetch(`${url}/process`);
    expect([read.status, read.headers.get("allow")]).toEqual([405, "POST"]);
    const twice = new Headers({ "content-type": "application/json", "x-user": "ada" });
    twice.append("idempotency-key", "key-1");
    twice.append("idempotency-key", "key-2");
    const doubled = await fetch(`${url}/process`, {
      method: "POST",
      headers: twice,
      body: JSON.stringify(ORDER),
    });
    expect(doubled.status).toBe(400);
    const webhook = await post(`${url}/webhook`, "x".repeat(1024 * 1024 + 1));
    expect(webhook.status).toBe(413);
  });

  test("the errors of every answer say that nothing may be cached", async () => {
    const { url } = await start();
    const refused = await post(`${url}/process`, "{");
    expect(refused.status).toBe(400);
    expect(refused.headers.get("cache-control")).toBe("no-store");
    expect(refused.headers.get("content-type")).toBe("application/json; charset=utf-8");
  });
});
