import { freshPayment } from "@chargeonce/testing";
import { type OwnPostgres, startOwnPostgres } from "@chargeonce-tools/own-postgres";
import type { PoolClient, PoolConfig } from "pg";
import { describe, expect, it } from "vitest";
import { postgresStore } from "../src/index.ts";
import { openProxy } from "./flaky-proxy.ts";
import { ORDER, openShop } from "./shop.ts";
import { useDatabase } from "./use-database.ts";

const COMMIT = "commit\u0000"; // the whole statement: "read committed" begins one
const NOBODY_KNOWS =
  "The payments database did not answer the commit, so nobody knows whether it happened: repeat the request.";
const NO_ANSWER =
  "The payments database cannot be reached, or the pool has no connection free: check the server, and the pool's size and timeouts, then repeat the request.";

let server: OwnPostgres;
const database = useDatabase(async () => {
  server = await startOwnPostgres();
  return server;
});

describe("a commit without an answer", () => {
  it("is store_unavailable, and says that nobody knows", async () => {
    const { proxy, store, schema, pool } = await behindProxy();
    proxy.loseAnswerTo(COMMIT);
    const work = store.transaction(({ payments }) => payments.reserve(freshPayment()));
    await expect(work).rejects.toMatchObject({
      code: "store_unavailable",
      message: NOBODY_KNOWS,
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

describe("a connection that falls silent", () => {
  it.each([
    ["a statement", "insert into", NO_ANSWER],
    ["begin", "begin isolation", NO_ANSWER],
    ["a statement in a transaction", "for update", NO_ANSWER],
    ["rollback", "rollback", "The handler failed."],
    ["commit", COMMIT, NOBODY_KNOWS],
  ])(
    "at %s is given up after the pool's query_timeout, and nobody gets it next",
    async (_, words, sentence) => {
      const { proxy, store, pool } = await behindProxy({ max: 1, query_timeout: 1_000 });
      proxy.fallSilentAt(words);
      const work =
        words === "insert into"
          ? store.payments.reserve(freshPayment())
          : store.transaction(async ({ payments }) => {
              await payments.findById("pay_1");
              if (words === "rollback") throw new Error(sentence);
            });
      await expect(work).rejects.toThrow(sentence);
      expect([proxy.losses(), pool.totalCount]).toEqual([1, 0]);
      expect(
        await store.payments.reserve(freshPayment({ orderRef: "next", id: "pay_next" })),
      ).toMatchObject({
        inserted: true,
      });
    },
  );
});

async function behindProxy(options: PoolConfig = {}) {
  const proxy = await openProxy(server);
  database.cleanUp(() => proxy.close());
  const url = new URL(database.url());
  url.port = String(proxy.port);
  const pool = database.pool({ connectionString: url.href, ...options });
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
