import { freshPayment } from "@chargeonce/testing";
import type { PoolClient } from "pg";
import { describe, expect, it } from "vitest";
import { postgresStore } from "../src/index.ts";
import { openProxy } from "./flaky-proxy.ts";
import { type OwnServer, startOwnServer } from "./postgres-server.ts";
import { ORDER, openShop } from "./shop.ts";
import { useDatabase } from "./use-database.ts";

const COMMIT = "commit\u0000"; // the whole statement: "read committed" begins one

let server: OwnServer;
const database = useDatabase(async () => {
  server = await startOwnServer();
  return server;
});

describe("a commit without an answer", () => {
  it("is store_unavailable, and says that nobody knows", async () => {
    const { proxy, store, schema, pool } = await behindProxy();
    proxy.loseAnswerTo(COMMIT);
    const work = store.transaction(({ payments }) => payments.reserve(freshPayment()));
    await expect(work).rejects.toMatchObject({
      code: "store_unavailable",
      message:
        "The payments database did not answer the commit, so nobody knows whether it happened: repeat the request.",
    });
    expect(proxy.losses()).toBe(1);
    expect(pool.totalCount).toBe(0);
    expect(await database.look(`select id from ${schema}.chargeonce_payments`)).toHaveLength(1);
    const again = await store.transaction(({ payments }) => payments.reserve(freshPayment()));
    expect(again).toMatchObject({ inserted: false, payment: { id: freshPayment().id } });
  });

  it.each([
    ["that happened", "loseAnswerTo"],
    ["that did not happen", "loseRequest"],
  ] as const)("%s leaves the handler's write once, when Stripe tells it again", async (_, lose) => {
    const { proxy, shop, paid, schema } = await shopBehindProxy();
    await shop.payInTheApp();
    proxy[lose](COMMIT);
    await shop.deliver();
    expect([proxy.losses(), shop.lastAnswer()]).toEqual([1, 503]);
    await shop.simulator.webhooks.deliverAll();
    expect(shop.lastAnswer()).toBe(200);
    expect(await paid()).toEqual([{ order_ref: "1001" }]);
    const states = await database.look(`select status from ${schema}.chargeonce_payments`);
    expect(states).toEqual([{ status: "succeeded" }]);
  });
});

describe("a statement without an answer", () => {
  it.each([
    ["loseAnswerTo", "insert into"],
    ["loseRequest", "insert into"],
    ["loseAnswerTo", "update"],
    ["loseRequest", "update"],
  ] as const)(
    "is store_unavailable and safe to repeat: one payment, one intent (%s %s)",
    async (lose, words) => {
      const { proxy, shop, schema } = await shopBehindProxy();
      const call = { context: undefined, idempotencyKey: "key-1" };
      proxy[lose](words);
      await expect(shop.payments.process(ORDER, call)).rejects.toMatchObject({
        code: "store_unavailable",
        retryable: true,
      });
      expect(proxy.losses()).toBe(1);
      expect(await shop.payments.process(ORDER, call)).toMatchObject({
        status: "requires_payment_method",
      });
      const rows = await database.look(`select attempt from ${schema}.chargeonce_payments`);
      expect(rows).toEqual([{ attempt: 1 }]);
      expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
    },
  );
});

async function behindProxy() {
  const proxy = await openProxy(server);
  database.cleanUp(() => proxy.close());
  const url = new URL(database.url());
  url.port = String(proxy.port);
  const pool = database.pool({ connectionString: url.href });
  const schema = await database.schema();
  return { proxy, pool, schema, store: postgresStore(pool, { schema }) };
}

async function shopBehindProxy() {
  const { proxy, pool, schema } = await behindProxy();
  await database.look(`create table ${schema}.paid (order_ref text)`);
  const pay = async (tx: PoolClient, ref: string) => {
    await tx.query(`insert into ${schema}.paid values ($1)`, [ref]);
  };
  return {
    proxy,
    schema,
    shop: openShop({ pool, schema, pay }),
    paid: () => database.look(`select order_ref from ${schema}.paid`),
  };
}
