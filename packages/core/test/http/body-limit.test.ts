import { expect, test } from "vitest";
import { createShop } from "../kit/shop.ts";

const limits = [
  { path: "/process", limit: 65_536 },
  { path: "/confirm", limit: 65_536 },
  { path: "/status", limit: 65_536 },
  { path: "/webhook", limit: 1_048_576 },
];

test.each(limits)(
  "$path refuses bytes over $limit, whoever collected them",
  async ({ path, limit }) => {
    const { payments } = createShop();
    const send = async (size: number) => {
      const response = await payments.http.handle({
        method: "POST",
        path,
        headers: { "content-type": "application/json" },
        body: { kind: "raw", bytes: new Uint8Array(size).fill(0x20) },
        context: () => ({}),
      });
      return { status: response.status, code: JSON.parse(response.body).error.code };
    };
    expect(await send(limit + 1)).toEqual({ status: 413, code: "payload_too_large" });
    expect(await send(limit)).toEqual({ status: 400, code: "invalid_request" });
  },
);

test.each([
  ["POST", "application/json", 413],
  ["POST", "text/plain", 415],
  ["PUT", "application/json", 405],
])(
  "%s of %s that was left unread is answered %i, and its connection is to close",
  async (method, type, status) => {
    const { payments } = createShop();
    const response = await payments.http.handle({
      method,
      path: "/process",
      headers: { "content-type": type },
      body: { kind: "too_large" },
      context: () => ({}),
    });
    expect(response).toMatchObject({ status, headers: { connection: "close" } });
  },
);

test("a currency in another case is the same request for an Idempotency-Key", async () => {
  const shop = createShop();
  const ask = (currency: string) =>
    shop.post("/process", { order_id: "order_1", amount: 1050, currency }, { key: "one-tap" });
  const first = await ask("usd");
  const again = await ask("USD");
  expect(again.status).toBe(200);
  expect(again.headers["idempotent-replayed"]).toBe("true");
  expect(again.body.payment_id).toBe(first.body.payment_id);
});
