import { createPayingShop, ORDER, post, serve, visitorOf } from "@chargeonce-tools/adapter-shop";
import { describe, expect, test } from "vitest";
import { expressPayments } from "../src/index.ts";
import { expressVersions } from "./express-versions.ts";

describe.each(expressVersions)("payments mounted on %s", (_version, express) => {
  const start = async (...before: ReturnType<typeof express.json>[]) => {
    const shop = createPayingShop();
    const app = express();
    for (const parser of before) app.use(parser);
    const context = (request: { get(name: string): string | undefined }) =>
      visitorOf(request.get("x-user"));
    app.use("/payments", expressPayments(shop.payments, { context }));
    return { ...shop, url: `${await serve(app)}/payments` };
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
    const { body, headers } = shop.successEvent();

    const delivered = await post(`${shop.url}/webhook`, body, headers);

    expect(delivered.status).toBe(200);
    expect(delivered.body).toEqual({ received: true });
    expect(shop.paid).toEqual(["order_1"]);
    expect(shop.simulator.ledger.succeededCharges({})).toHaveLength(1);
  });

  test("behind a plain express.json() an order is paid, and a webhook told what to change", async () => {
    const shop = await start(express.json());
    expect((await payOrder(shop.url)).body.status).toBe("succeeded");
    const { body, headers } = shop.successEvent();

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
