import { join } from "node:path";
import { expect, test } from "vitest";
import { logIn, shopAfterGuide } from "./readme/bookshop.ts";
import { checkFiles } from "./readme/check-types.ts";
import { readBlocks } from "./readme/code-blocks.ts";
import { makeReadersFolder } from "./readme/readers-folder.ts";
import { serveShop } from "./readme/serve-shop.ts";

const top = join(import.meta.dirname, "../..");
const TIMEOUT_MS = 60_000;

const limitedShop = () => shopAfterGuide("express", readBlocks(top, "SECURITY.md"));

test("the twenty-first process request of one user is answered with 429, and nobody else's", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { url, simulator } = await serveShop({ folder: makeReadersFolder(limitedShop()) });

  const ada = await logIn(url, "ada", "lovelace");
  const order = await ada("/orders", { book: "emma" });
  const wish = { order_id: order.id, amount: 700, currency: "eur" };
  for (let n = 1; n <= 20; n += 1) {
    expect(await ada("/payments/process", wish)).toMatchObject({ next_step: "confirm_on_client" });
  }
  const { login, ...refused } = await refusedRequest(url, wish);

  expect(refused).toMatchObject({
    status: 429,
    body: { error: { code: "rate_limited", retryable: false } },
  });
  expect(refused.retryAfter).toBeGreaterThan(3_500);
  expect(refused.retryAfter).toBeLessThanOrEqual(3_600);
  expect(login).toBe(200);
  const grace = await logIn(url, "grace", "hopper");
  const hers = await grace("/orders", { book: "dune" });
  const graces = { order_id: hers.id, amount: 1050, currency: "eur" };
  const begun = await grace("/payments/process", graces);
  expect(begun).toMatchObject({ next_step: "confirm_on_client" });
  const status = { payment_intent_client_secret: begun.client_secret };
  expect(await grace("/payments/status", status)).toMatchObject({ amount: 1050 });
  const event = simulator.events.list()[0];
  if (event === undefined) throw new Error("The simulator told of nothing.");
  const { body, headers } = simulator.webhooks.signed(event);
  const delivered = await fetch(`${url}/payments/webhook`, { method: "POST", body, headers });
  expect(delivered.status).toBe(200);
});

/** Logs in anew, as an attacker would, and asks once more. */
async function refusedRequest(url: string, wish: object) {
  const json = { "content-type": "application/json" };
  const credentials = JSON.stringify({ name: "ada", password: "lovelace" });
  const login = await fetch(`${url}/login`, { method: "POST", headers: json, body: credentials });
  const { token } = (await login.json()) as { token: string };
  const response = await fetch(`${url}/payments/process`, {
    method: "POST",
    headers: { ...json, authorization: `Bearer ${token}` },
    body: JSON.stringify(wish),
  });
  return {
    login: login.status,
    status: response.status,
    retryAfter: Number(response.headers.get("retry-after")),
    body: await response.json(),
  };
}

test("the server with the rate limit compiles for its reader", { timeout: TIMEOUT_MS }, () => {
  const files = limitedShop();
  const place = { top, folder: makeReadersFolder(files) };
  expect(checkFiles(place, files)).toEqual([]);
  expect([...files.keys()]).toContain("rate-limit.ts");
});
