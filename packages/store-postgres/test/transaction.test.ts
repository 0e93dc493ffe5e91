import { createGate, freshEvent, freshKey, freshPayment } from "@chargeonce/testing";
import { describe, expect, it } from "vitest";
import { postgresStore } from "../src/index.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();
const ENDED_TOO_EARLY = {
  code: "store_unavailable",
  message:
    "The transaction was ended before its work was done: leave begin, commit and rollback to the store, and let the errors of tx pass.",
};
const PAID = freshPayment({ status: "succeeded", version: 2 });

describe("a handler that goes past its transaction", () => {
  const SENTENCE =
    "This call waits for the end of the transaction that it runs in: use the handler's tx, or transaction's unit, instead of the store.";

  it("gets an error that says what to do, instead of waiting for itself for ever", async () => {
    const { store } = await database.store();
    const calls: readonly (() => Promise<unknown>)[] = [
      () => store.payments.reserve(freshPayment()),
      () => store.payments.findById("pay_1"),
      () => store.idempotency.claim(freshKey()),
      () => store.events.record(freshEvent()),
      () => store.transaction(async () => "nested"),
    ];
    for (const call of calls) {
      await expect(store.transaction(async () => call())).rejects.toThrow(SENTENCE);
    }
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
  });

  it("may write when its transaction has ended, from what it left running", async () => {
    const { store } = await database.store();
    const { passed: ended, open: end } = createGate();
    const { later } = await store.transaction(async () => ({
      later: ended.then(() => store.payments.reserve(freshPayment())),
    }));
    end();
    expect(await later).toMatchObject({ inserted: true });
  });

  it("can neither give the connection back nor close it", async () => {
    const { store, pool } = await database.store();
    const sentence =
      "Leave the connection to the store: it is given back when the transaction ends.";
    await store.transaction(async ({ tx }) => {
      expect(() => tx.release()).toThrow(sentence);
      expect(() => tx.end()).toThrow(sentence);
      expect((await tx.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
    });
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
  });
});

describe("a transaction that ends before its work is done", () => {
  it("by an error that the handler swallowed: the commit is no success", async () => {
    const { store } = await database.store();
    const work = store.transaction(async ({ payments, tx }) => {
      await payments.reserve(freshPayment());
      await tx.query("select nonsense").catch(() => undefined);
      return "done";
    });
    await expect(work).rejects.toMatchObject(ENDED_TOO_EARLY);
    expect(await store.payments.findById(freshPayment().id)).toBeNull();
  });

  it("by an error that the handler swallowed: whatever the store is asked next says so", async () => {
    const { store } = await database.store();
    const refusals: unknown[] = [];
    const work = store.transaction(async ({ payments, tx }) => {
      await tx.query("select nonsense").catch(() => undefined);
      await payments.reserve(freshPayment()).catch((error) => refusals.push(error));
    });
    await expect(work).rejects.toMatchObject(ENDED_TOO_EARLY);
    expect(refusals).toMatchObject([ENDED_TOO_EARLY]);
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
  });

  it.each(["commit", "rollback"])(
    "by the handler's own %s: nothing is written alone after it",
    async (end) => {
      const { store } = await database.store();
      await store.payments.reserve(freshPayment());
      const work = store.transaction(async ({ payments, tx }) => {
        await tx.query(end);
        await payments.update(PAID);
      });
      await expect(work).rejects.toMatchObject(ENDED_TOO_EARLY);
      const last = store.transaction(({ tx }) => tx.query(end));
      await expect(last).rejects.toMatchObject(ENDED_TOO_EARLY);
      expect(await store.payments.findById(PAID.id)).toMatchObject({ status: "creating" });
    },
  );

  it("not by a savepoint that the handler rolls back to", async () => {
    const { store } = await database.store();
    await store.transaction(async ({ payments, tx }) => {
      await tx.query("savepoint mine");
      await tx.query("select nonsense").catch(() => tx.query("rollback to savepoint mine"));
      await payments.reserve(freshPayment());
    });
    expect(await store.payments.findById(freshPayment().id)).toMatchObject({ version: 1 });
  });
});

describe("a constraint of the application's", () => {
  it("that a handler's statement breaks comes back as pg threw it", async () => {
    const { store, schema } = await database.store();
    await database.look(`create table ${schema}.orders (id text primary key)`);
    const work = store.transaction(async ({ payments, tx }) => {
      await payments.reserve(freshPayment());
      await tx.query(`insert into ${schema}.orders values ('a'), ('a')`);
    });
    await expect(work).rejects.toMatchObject({ code: "23505", table: "orders" });
    expect(await store.payments.findById(freshPayment().id)).toBeNull();
  });

  it("that is deferred and refuses the commit is no outage, and takes everything back", async () => {
    const { store, schema, pool } = await database.store();
    await database.look(
      `create table ${schema}.orders (id text primary key);
       create table ${schema}.lines (order_id text references ${schema}.orders deferrable initially deferred)`,
    );
    const work = store.transaction(async ({ payments, tx }) => {
      await payments.reserve(freshPayment());
      await tx.query(`insert into ${schema}.lines values ('no such order')`);
    });
    await expect(work).rejects.toMatchObject({
      code: "internal_error",
      message:
        "The commit was refused by a constraint that a handler's writes break: see the cause.",
      cause: { code: "23503", table: "lines" },
    });
    expect(await store.payments.findById(freshPayment().id)).toBeNull();
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
  });
});

describe("a read inside a transaction", () => {
  it.each([
    ["findById", "payments"],
    ["findByPaymentIntentId", "payments"],
    ["findLive", "payments"],
    ["listDue", "payments"],
    ["listForReview", "payments"],
    ["list", "payments"],
    ["reserve", "payments"],
    ["record", "events"],
    ["findEvent", "events"],
    ["listDueEvents", "events"],
    ["listEvents", "events"],
    ["findUnknown", "events"],
  ] as const)("by %s locks the row until the end", async (name, table) => {
    const { store, schema } = await database.store();
    const payment = freshPayment({ paymentIntentId: "pi_1", status: "review", dueAt: new Date(0) });
    await store.payments.reserve(payment);
    await store.events.record(freshEvent());
    const owner = { account: "", livemode: false, installation: "" };
    const due = { ...owner, now: new Date("2027-01-01T00:00:00Z"), limit: 5 };
    await store.transaction(async ({ payments, events }) => {
      const calls: Record<typeof name, () => Promise<unknown>> = {
        findById: () => payments.findById(payment.id),
        findByPaymentIntentId: () => payments.findByPaymentIntentId("pi_1"),
        findLive: () => payments.findLive(payment),
        listDue: () => payments.listDue(due),
        listForReview: () => payments.listForReview(owner, 5),
        list: () => payments.list({ ...owner, limit: 5 }),
        reserve: () => payments.reserve(freshPayment({ id: "pay_late" })),
        record: () => events.record(freshEvent()),
        findEvent: () => events.findById(owner, "evt_1"),
        listDueEvents: () => events.listDue(due),
        listEvents: () => events.list({ ...owner, limit: 5 }),
        findUnknown: () => events.findUnknown(owner, ["evt_1"]),
      };
      await calls[name]();
      const free = `select id from ${schema}.chargeonce_${table} for update skip locked`;
      expect(await database.look(free)).toEqual([]);
    });
  });
});

describe("one client instead of a pool", () => {
  it("does one thing after the other: a write during a transaction is no part of it", async () => {
    const schema = await database.schema();
    const store = postgresStore(await database.client(), { schema });
    const { passed: told, open: end } = createGate();
    const failing = store
      .transaction(async () => {
        await told;
        throw new Error("The handler failed.");
      })
      .catch((error: Error) => error.message);
    const write = store.payments.reserve(freshPayment());
    end();
    expect(await failing).toBe("The handler failed.");
    expect(await write).toMatchObject({ inserted: true });
    expect(await database.look(`select id from ${schema}.chargeonce_payments`)).toHaveLength(1);
  });

  it("is refused while the application has a transaction of its own open on it", async () => {
    const schema = await database.schema();
    const client = await database.client();
    const store = postgresStore(client, { schema });
    await client.query("begin");
    const refusal = {
      code: "store_unavailable",
      message:
        "The store's client is not connected or inside a transaction of the application's: keep it for the store, or pass a pool.",
    };
    await expect(store.payments.reserve(freshPayment())).rejects.toMatchObject(refusal);
    await expect(store.transaction(async () => "done")).rejects.toMatchObject(refusal);
    await client.query("rollback");
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
  });
});

describe("a connection that is lost between two moments", () => {
  it("does not end the process while the pool hands it over", async () => {
    const { store, pool } = await database.store();
    // Before anything that waits for the connection can go on.
    pool.on("acquire", (client) =>
      queueMicrotask(() => client.emit("error", new Error("terminated"))),
    );
    await expect(store.payments.findById("pay_1")).resolves.toBeNull();
  });
});

describe("a connection that the application gave back in the middle of a transaction", () => {
  it("is not written to: what was acknowledged is there", async () => {
    const { store, pool, schema } = await database.store({ pool: { max: 1 } });
    const leaked = await pool.connect();
    await leaked.query("begin");
    leaked.release();
    await store.payments.reserve(freshPayment());
    expect(await database.look(`select id from ${schema}.chargeonce_payments`)).toHaveLength(1);
    expect(pool.totalCount).toBe(1);
  });
});
