import { request } from "node:http";
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
  const refused = await refusedRequest(url, wish);

  expect(refused).toMatchObject({
    status: 429,
    body: { error: { code: "rate_limited", retryable: false } },
  });
  expect(refused.retryAfter).toBeGreaterThan(3_500);
  expect(refused.retryAfter).toBeLessThanOrEqual(3_600);
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

/** Ways to write a path of the payments, some of which reach it. */
function spellingsOf(operation: string): string[] {
  const name = operation.slice(1);
  const [first = "", rest = ""] = [name.slice(0, 1), name.slice(1)];
  const coded = `%${first.charCodeAt(0).toString(16)}${rest}`;
  return [
    `/payments/${name}/`,
    `/payments//${name}`,
    `/payments/${name}//`,
    `/payments/./${name}`,
    `/payments/x/../${name}`,
    `/payments/${coded}`,
    `/payments/${name}%2f`,
    `/payments/${name}%00`,
    `/payments/${name};x=1`,
    `/payments/${name}?x=1`,
    `/payments/${name}/?x=/webhook`,
    `/payments/${name}#/status`,
    `/payments/webhook/../${name}`,
    `/payments/webhook/${name}`,
    `/payments/status?/${name}`,
    `/payments/${name.toUpperCase()}`,
    `/PAYMENTS/${name}`,
    `/Payments/${name}/`,
    `//payments/${name}`,
    `http://shop.example/payments/${name}/`,
    `http://shop.example/payments/status/../${name}`,
  ];
}

/** Posts as Ada with the path as it stands; `fetch` would tidy it. @returns The status. */
function postRaw(url: string, path: string, { body, token }: { body: string; token: string }) {
  const { hostname, port } = new URL(url);
  return new Promise<number>((resolve, reject) => {
    const asked = request({
      hostname,
      port,
      path,
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    });
    asked.on("error", reject).on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.end(body);
  });
}

test.each(["/process", "/confirm"])(
  "no spelling of %s passes the limit by, or has one of its own",
  {
    timeout: TIMEOUT_MS,
  },
  async (operation) => {
    const { url } = await serveShop({ folder: makeReadersFolder(limitedShop()) });
    const ada = await logIn(url, "ada", "lovelace");
    const order = await ada("/orders", { book: "emma" });
    const wish = { order_id: order.id, amount: 700, currency: "eur" };
    const { client_secret } = await ada("/payments/process", wish);
    const token = await tokenOf(url);
    const body = JSON.stringify({ ...wish, payment_intent_client_secret: client_secret });
    const post = (path: string) => postRaw(url, path, { body, token });

    const spellings = spellingsOf(operation);
    const reached: number[] = [];
    for (let n = 0; n < 3; n += 1) for (const path of spellings) reached.push(await post(path));
    const after = await Promise.all([operation, ...spellings].map((path) => post(path)));

    // The plain path is answered 200 or, without a card, 409; what is no path of ours is 404.
    const answered = reached.filter((status) => status !== 404 && status !== 429);
    expect(answered.length).toBeGreaterThan(0);
    expect(answered.length).toBeLessThan(20);
    expect(await post(`/payments${operation}`)).toBe(429);
    // `/payments/status?…` is status itself, which tries no card: it answers about the secret that it was sent.
    const free = [operation, ...spellings].filter((_, n) => ![404, 429].includes(after[n] ?? 0));
    expect(free).toEqual([`/payments/status?${operation}`]);
  },
);

/** Logs in anew, as an attacker would, and asks once more. */
async function refusedRequest(url: string, wish: object) {
  const json = { "content-type": "application/json" };
  const token = await tokenOf(url);
  const response = await fetch(`${url}/payments/process`, {
    method: "POST",
    headers: { ...json, authorization: `Bearer ${token}` },
    body: JSON.stringify(wish),
  });
  return {
    status: response.status,
    retryAfter: Number(response.headers.get("retry-after")),
    body: await response.json(),
  };
}

async function tokenOf(url: string): Promise<string> {
  const login = await fetch(`${url}/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "ada", password: "lovelace" }),
  });
  expect(login.status).toBe(200);
  const { token } = (await login.json()) as { token: string };
  return token;
}

test("the server with the rate limit compiles for its reader", { timeout: TIMEOUT_MS }, () => {
  const files = limitedShop();
  const place = { top, folder: makeReadersFolder(files) };
  expect(checkFiles(place, files)).toEqual([]);
  expect([...files.keys()]).toContain("rate-limit.ts");
});
