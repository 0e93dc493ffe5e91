import { createGate, freshEvent, freshPayment } from "@chargeonce/testing";
import { type OwnPostgres, startOwnPostgres } from "@chargeonce-tools/own-postgres";
import type { PoolConfig } from "pg";
import { describe, expect, it } from "vitest";
import { postgresStore } from "../src/index.ts";
import { useDatabase } from "./use-database.ts";

let server: OwnPostgres;
const database = useDatabase(async () => {
  server = await startOwnPostgres();
  return server;
});

const NO_ANSWER = {
  code: "store_unavailable",
  message:
    "The payments database cannot be reached, or the pool has no connection free: check the server, and the pool's size and timeouts, then repeat the request.",
};
const PAID = freshPayment({ status: "succeeded", version: 2 });

describe("a server that is restarted", () => {
  it("is store_unavailable meanwhile and served again afterwards, with all that was acknowledged", async () => {
    const { store, pool } = await database.store();
    await Promise.all([1, 2, 3].map((n) => store.events.record(freshEvent({ id: `evt_${n}` }))));
    await store.payments.reserve(freshPayment());
    await server.shutDown();
    const refused = { code: "store_unavailable" };
    await expect(store.payments.findById("pay_absent")).rejects.toMatchObject(refused);
    await expect(store.payments.update(PAID)).rejects.toMatchObject(refused);
    await expect(store.transaction(async () => "done")).rejects.toMatchObject(refused);
    await server.start();
    expect(await store.payments.findById(PAID.id)).toEqual(freshPayment());
    expect(await store.payments.update(PAID)).toBe(true);
    expect(pool.totalCount).toBe(1);
  });

  it("in the middle of a transaction takes all of it back", async () => {
    const { store } = await database.store();
    await store.payments.reserve(freshPayment());
    const work = store.transaction(async ({ payments }) => {
      await payments.update(PAID);
      await server.shutDown();
      await server.start();
      return "done";
    });
    await expect(work).rejects.toMatchObject({ code: "store_unavailable" });
    expect(await store.payments.findById(PAID.id)).toEqual(freshPayment());
  });
});

describe("a connection that is cut", () => {
  it("while a handler waits for something else ends that transaction only", async () => {
    const { store, pool } = await database.store();
    await store.payments.reserve(freshPayment());
    const work = store.transaction(async ({ payments, tx }) => {
      await payments.findById(PAID.id);
      const lost = new Promise((resolve) => tx.once("end", resolve));
      const { rows } = await tx.query("select pg_backend_pid() as pid");
      await database.look("select pg_terminate_backend($1)", [rows[0].pid]);
      await lost;
      await payments.update(PAID);
    });
    await expect(work).rejects.toMatchObject(NO_ANSWER);
    expect(await store.payments.update(PAID)).toBe(true);
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
  });

  it("of the one client that the store was given stays store_unavailable, and ends no process", async () => {
    const schema = await database.schema();
    const client = await database.client();
    const store = postgresStore(client, { schema });
    await store.payments.reserve(freshPayment());
    const lost = new Promise((resolve) => client.once("end", resolve));
    const { rows } = await client.query("select pg_backend_pid() as pid");
    await database.look("select pg_terminate_backend($1)", [rows[0].pid]);
    await lost;
    await expect(store.payments.findById("pay_1")).rejects.toMatchObject(NO_ANSWER);
    await expect(store.transaction(async () => "done")).rejects.toMatchObject(NO_ANSWER);
  });
});

describe("a pool without a free connection", () => {
  it("is store_unavailable in the pool's own time, and serves again when there is one", async () => {
    const { store } = await database.store({ pool: { max: 1, connectionTimeoutMillis: 1_000 } });
    const { passed: told, open: end } = createGate();
    const { passed: inside, open: enter } = createGate();
    const holding = store.transaction(async () => {
      enter();
      await told;
    });
    await Promise.race([inside, holding]);
    const calls = [store.payments.reserve(freshPayment()), store.transaction(async () => "done")];
    expect(await Promise.allSettled(calls)).toMatchObject([
      { status: "rejected", reason: NO_ANSWER },
      { status: "rejected", reason: NO_ANSWER },
    ]);
    end();
    await holding;
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
  });
});

describe("a server that refuses for a reason of its own", () => {
  it.each([
    [
      "a row that stays locked",
      { options: "-c lock_timeout=20" },
      "holds a lock for too long: keep handlers short",
    ],
    [
      "a statement that takes too long",
      { options: "-c statement_timeout=20" },
      "took too long: keep handlers short",
    ],
    [
      "a replica",
      { options: "-c default_transaction_read_only=on" },
      "is read-only: connect to the primary server",
    ],
    [
      "a wrong password",
      { password: "wrong" },
      "refuses this login: check the connection's user and password",
    ],
    [
      "a missing database",
      { database: "absent" },
      "does not exist: check the connection's database",
    ],
  ] satisfies [string, PoolConfig, string][])(
    "%s is store_unavailable, and says what to do",
    async (_, options, sentence) => {
      const { store, schema } = await database.store();
      await store.payments.reserve(freshPayment());
      const url = new URL(database.url());
      const other = postgresStore(
        database.pool({
          connectionString: undefined,
          host: url.hostname,
          port: Number(url.port),
          user: url.username,
          password: url.password,
          database: url.pathname.slice(1),
          ...options,
        }),
        { schema },
      );
      await store.transaction(async ({ payments }) => {
        await payments.findById(PAID.id); // locks it
        await expect(other.payments.update(PAID)).rejects.toMatchObject({
          code: "store_unavailable",
          message: `The payments database ${sentence}, then repeat the request.`,
        });
      });
      expect(await store.payments.update(PAID)).toBe(true);
    },
  );
});
