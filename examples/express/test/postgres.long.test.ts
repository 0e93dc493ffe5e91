import { once } from "node:events";
import { createServer } from "node:net";
import { openPostgresShop } from "@chargeonce-examples/shop";
import { freePort } from "@chargeonce-tools/own-postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { look, type PostgresServer, startPostgres } from "./postgres-server.ts";
import { beansBy, codeOf, get, orderBeans, post } from "./shop-client.ts";
import { runShop, startShop } from "./start-shop.ts";

let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres?.stop());

/** Starts a server that cannot use its database. @returns Its last words. */
async function refuse(url: URL): Promise<string> {
  const { code, stderr } = await runShop({ PORT: "0", DATABASE_URL: url.href });
  expect(code).toBe(1);
  expect(stderr).not.toContain(url.password);
  return stderr.trimEnd();
}

test("a Postgres that nobody listens for ends the server with exit code 1 and one sentence", async () => {
  const port = await freePort();
  expect(await refuse(new URL(`postgres://shop:hunter2@127.0.0.1:${port}/shop`))).toBe(
    `Postgres at 127.0.0.1:${port}/shop cannot be used (nobody listens there): check DATABASE_URL, and that Postgres runs.`,
  );
});

test("a Postgres that does not answer ends the server with exit code 1 and one sentence", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : undefined;
  expect(await refuse(new URL(`postgres://shop:hunter2@127.0.0.1:${port}/shop`))).toBe(
    `Postgres at 127.0.0.1:${port}/shop cannot be used (it does not answer): check DATABASE_URL, and that Postgres runs.`,
  );
  silent.close();
});

test("a login or a database that Postgres does not know ends the server with exit code 1 and one sentence", async () => {
  const stranger = await postgres.createDatabase();
  stranger.username = "stranger";
  expect(await refuse(stranger)).toBe(
    `Postgres at ${stranger.host}${stranger.pathname} cannot be used (it refuses this user or password): check DATABASE_URL, and that Postgres runs.`,
  );
  const gone = await postgres.createDatabase();
  gone.pathname = "/gone";
  expect(await refuse(gone)).toBe(
    `Postgres at ${gone.host}/gone cannot be used (it has no database of this name): check DATABASE_URL, and that Postgres runs.`,
  );
});

test("shops that open an empty database at once all find their tables", async () => {
  for (let round = 0; round < 3; round += 1) {
    const url = await postgres.createDatabase();
    const openings = Array.from({ length: 6 }, () => openPostgresShop(url));
    const shops = await Promise.all(openings);
    for (const { tables } of shops) expect(await tables.readOrder("ord_none")).toBeNull();
    for (const shop of shops) await shop.close();
  }
});

test("one server on Postgres has a simulator to itself, says so, and takes an order and its payment", async () => {
  const database = await postgres.createDatabase();
  const shop = await startShop({ DATABASE_URL: database.href });
  try {
    expect(shop.output()).toContain(`Postgres at ${database.host}${database.pathname}`);
    await expect.poll(() => shop.output()).toContain("to start several on this database");
    const orderId = await orderBeans(shop.url);
    const { body } = await post(`${shop.url}/payments/process`, beansBy("pm_card_visa", orderId));
    const secret = { payment_intent_client_secret: body.client_secret };
    expect((await post(`${shop.url}/payments/confirm`, secret)).body.status).toBe("succeeded");
    const order = `${shop.url}/orders/${orderId}`;
    await expect.poll(async () => (await get(order)).body.status).toBe("paid");
    expect(
      await look(database, "select amount, lines->0->>'name' as name from shop_orders"),
    ).toEqual([{ amount: 1450, name: "Kenya Nyeri" }]);
    expect(await shop.stop()).toBe(0);
    expect(shop.output()).not.toContain(database.password);
  } finally {
    await shop.remove();
  }
});

test("while Postgres turns the shop away it answers 503 that may be repeated, and afterwards goes on", async () => {
  const database = await postgres.createDatabase();
  const shop = await startShop({ DATABASE_URL: database.href });
  const name = database.pathname.slice(1);
  try {
    const orderId = await orderBeans(shop.url);
    await postgres.command(`alter database ${name} allow_connections false`);
    await postgres.command(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    );
    for (const reply of [
      await get(`${shop.url}/healthz`),
      await get(`${shop.url}/orders/${orderId}`),
      await post(`${shop.url}/orders`, { items: [{ product_id: "beans", quantity: 1 }] }),
      await post(`${shop.url}/payments/process`, beansBy("pm_card_visa", orderId)),
    ]) {
      expect([reply.status, codeOf(reply)]).toEqual([503, "store_unavailable"]);
      expect(reply.body.error).toMatchObject({ retryable: true });
    }
    await postgres.command(`alter database ${name} allow_connections true`);
    const body = beansBy("pm_card_visa", orderId);
    expect((await post(`${shop.url}/payments/process`, body)).status).toBe(200);
    expect((await get(`${shop.url}/healthz`)).body).toEqual({ status: "ok" });
    expect(shop.output()).not.toContain(database.password);
  } finally {
    await shop.remove();
  }
});
