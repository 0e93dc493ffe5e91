import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { payOnce } from "../check-examples/pay-once.ts";

let server: Server | undefined;

afterEach(() => server?.close());

/** A shop that gives each path the status and body named, and notes what it was asked. */
async function openShop(
  answers: Readonly<Record<string, readonly [status: number, body: object]>>,
) {
  const asked: { path: string; body: unknown; keyLength: number }[] = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? "";
    const key = String(request.headers["idempotency-key"]);
    asked.push({ path, body: JSON.parse(Buffer.concat(chunks).toString()), keyLength: key.length });
    const [status, body] = answers[path] ?? [404, {}];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a TCP port has an AddressInfo.
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const PROCESSED = [
  200,
  { client_secret: "pi_1_secret_2", status: "requires_confirmation" },
] as const;

test("one donation is processed and then confirmed with its client secret", async () => {
  const { origin, asked } = await openShop({
    "/payments/process": PROCESSED,
    "/payments/confirm": [200, { status: "succeeded", payment_id: "pay_1" }],
  });

  expect(await payOnce(origin)).toBe("pay_1");

  expect(asked).toEqual([
    {
      path: "/payments/process",
      body: { amount: 1000, currency: "usd", payment_method_id: "pm_card_visa" },
      keyLength: 36,
    },
    {
      path: "/payments/confirm",
      body: { payment_intent_client_secret: "pi_1_secret_2" },
      keyLength: 36,
    },
  ]);
});

test("a payment that ends in another status than succeeded is a failure that shows the answer", async () => {
  const { origin } = await openShop({
    "/payments/process": PROCESSED,
    "/payments/confirm": [200, { status: "requires_action" }],
  });

  await expect(payOnce(origin)).rejects.toThrow(
    '/payments/confirm answered 200 {"status":"requires_action"}',
  );
});

test("an error from the server is a failure that shows the answer", async () => {
  const { origin } = await openShop({
    "/payments/process": [503, { error: { code: "store_unavailable" } }],
  });

  await expect(payOnce(origin)).rejects.toThrow("/payments/process answered 503");
});
