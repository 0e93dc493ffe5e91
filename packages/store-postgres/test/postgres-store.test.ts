import { freshEvent, freshKey, freshPayment } from "@chargeonce/testing";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { postgresStore } from "../src/index.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();

describe("the database itself", () => {
  /** Copies the only payment, with the columns changed that are named. */
  async function copy(schema: string, changes: Record<string, string>): Promise<unknown> {
    const columns = await database.look(
      "select column_name from information_schema.columns where table_schema = $1 and table_name = 'chargeonce_payments'",
      [schema],
    );
    const names = columns.map(({ column_name }) => String(column_name));
    const values = names.map((name) => changes[name] ?? name);
    return database.look(
      `insert into ${schema}.chargeonce_payments (${names}) select ${values} from ${schema}.chargeonce_payments`,
    );
  }

  it.each([
    ["a second live payment of an order", { id: "'b'", attempt: "2" }, "chargeonce_payments_live"],
    [
      "a second payment of an order with the same number",
      { id: "'b'", status: "'canceled'" },
      "chargeonce_payments_attempt",
    ],
    [
      "one PaymentIntent in two payments",
      { id: "'b'", order_key: "decode(repeat('ab', 32), 'hex')" },
      "chargeonce_payments_payment_intent_id",
    ],
    ["a payment's id for another one", { attempt: "2" }, "chargeonce_payments_pkey"],
  ])("refuses %s", async (_, changes, constraint) => {
    const { store, schema } = await database.store();
    await store.payments.reserve(freshPayment({ paymentIntentId: "pi_1" }));
    await expect(copy(schema, changes)).rejects.toMatchObject({ code: "23505", constraint });
  });

  it("lets an order's canceled payments lie beside its live one", async () => {
    const { store, schema } = await database.store();
    await store.payments.reserve(freshPayment());
    await copy(schema, { id: "'b'", attempt: "2", status: "'canceled'" });
    await expect(copy(schema, { id: "id || 'c'", attempt: "attempt + 2" })).rejects.toMatchObject({
      constraint: "chargeonce_payments_live",
    });
  });

  it.each([
    ["amount", "0"],
    ["amount", "-1"],
    ["status", "''"],
    ["status", "'review'"],
    ["currency", "''"],
    ["id", "''"],
    ["payment_intent_id", "''"],
    ["attempt", "0"],
    ["version", "0"],
    ["order_key", "'\\x00'"],
    ["record", "''"],
  ])("refuses a payment whose %s is %s", async (column, value) => {
    const { store, schema } = await database.store();
    await store.payments.reserve(freshPayment());
    const spoil = database.look(`update ${schema}.chargeonce_payments set ${column} = ${value}`);
    await expect(spoil).rejects.toMatchObject({ code: "23514" });
  });

  it("refuses an event in a status that is none, and a second event or key of one name", async () => {
    const { store, schema } = await database.store();
    await store.events.record(freshEvent());
    await store.idempotency.claim(freshKey());
    const { chargeonce_events: events, chargeonce_keys: keys } = {
      chargeonce_events: `${schema}.chargeonce_events`,
      chargeonce_keys: `${schema}.chargeonce_keys`,
    };
    await expect(database.look(`update ${events} set status = 'lost'`)).rejects.toMatchObject({
      code: "23514",
    });
    for (const table of [events, keys]) {
      const twice = database.look(`insert into ${table} select * from ${table}`);
      await expect(twice).rejects.toMatchObject({ code: "23505" });
    }
  });

  it("has no column for a client secret", async () => {
    const schema = await database.schema();
    const columns = await database.look(
      "select column_name from information_schema.columns where table_schema = $1",
      [schema],
    );
    const names = columns.map(({ column_name }) => String(column_name));
    expect(names).toContain("payment_intent_id");
    expect(names.filter((name) => /secret/i.test(name))).toEqual([]);
  });

  it("shows a person what is in a payment: readable columns beside the record", async () => {
    const { store, schema } = await database.store();
    await store.payments.reserve(freshPayment({ tenant: "shop", dueAt: new Date(1_234) }));
    const [row] = await database.look(
      `select tenant, order_ref, status, amount, currency, due_at, needs_person from ${schema}.chargeonce_payments`,
    );
    expect(row).toEqual({
      tenant: "shop",
      order_ref: "1001",
      status: "creating",
      amount: "1999",
      currency: "eur",
      due_at: new Date(1_234),
      needs_person: false,
    });
  });
});

describe("records that no payment and no event can be", () => {
  it.each([
    { amount: 0 },
    { amount: 1.5 },
    { amount: 2 ** 63 },
    { status: "" },
    { currency: "" },
    { version: 0 },
    { paymentIntentId: "" },
    { id: "" },
  ])("are an internal error: %j", async (wrong) => {
    const { store } = await database.store();
    await expect(store.payments.reserve(freshPayment(wrong))).rejects.toMatchObject({
      code: "internal_error",
      message:
        "The payments database refused a record that breaks a rule of its schema: see the cause.",
    });
    expect(await store.payments.findLive(freshPayment())).toBeNull();
  });

  it.each([{ id: "pay_a" }, { id: "pay_c", paymentIntentId: "pi_a" }])(
    "are an internal error when another order's payment has its %j",
    async (changes) => {
      const { store } = await database.store();
      await store.payments.reserve(freshPayment({ id: "pay_a", paymentIntentId: "pi_a" }));
      const other = freshPayment({ orderRef: "other", ...changes });
      await expect(store.payments.reserve(other)).rejects.toMatchObject({
        code: "internal_error",
        message:
          "This payment's id or PaymentIntent belongs to another payment: give every payment a random id.",
      });
    },
  );
});

describe("numbers and instants", () => {
  it("come back as they were given, up to the largest and to the millisecond", async () => {
    const { store } = await database.store();
    const createdAt = new Date("2026-03-29T01:59:59.999Z");
    const given = freshPayment({ amount: Number.MAX_SAFE_INTEGER, createdAt, dueAt: createdAt });
    await store.payments.reserve(given);
    await store.idempotency.claim(freshKey({ createdAt }));
    expect(await store.payments.findById(given.id)).toEqual(given);
    expect((await store.idempotency.find(freshKey().scopeKey))?.createdAt).toEqual(createdAt);
    const listDue = (now: Date) => store.payments.listDue({ ...given, now, limit: 1 });
    expect(await listDue(createdAt)).toEqual([given]);
    expect(await listDue(new Date(createdAt.getTime() - 1))).toEqual([]);
  });

  it("do so whatever parsers the application gave to pg, and whatever time zone it set", async () => {
    const pool = database.pool({ options: "-c TimeZone=Asia/Kathmandu -c DateStyle=German" });
    const types = [pg.types.builtins.TEXT, pg.types.builtins.INT8, pg.types.builtins.BOOL];
    const before = types.map((type) => pg.types.getTypeParser(type));
    database.cleanUp(() =>
      types.map((type, n) => pg.types.setTypeParser(type, before[n] as never)),
    );
    for (const type of types) pg.types.setTypeParser(type, () => "spoiled");
    const store = postgresStore(pool, { schema: await database.schema() });
    await store.payments.reserve(freshPayment());
    expect(await store.payments.findById(freshPayment().id)).toEqual(freshPayment());
    expect(await store.idempotency.claim(freshKey())).toEqual({
      record: freshKey(),
      inserted: true,
    });
    expect(await store.idempotency.claim(freshKey())).toEqual({
      record: freshKey(),
      inserted: false,
    });
  });
});

describe("several stores on one pool", () => {
  it("keep to their own tables, prepared statements and all", async () => {
    const pool = database.pool({ max: 1 });
    const [one, other] = [await database.schema(), await database.schema()].map((schema) =>
      postgresStore(pool, { schema }),
    );
    await one?.payments.reserve(freshPayment());
    expect(await other?.payments.findById(freshPayment().id)).toBeNull();
    expect(await other?.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
    expect(pool.listenerCount("error")).toBe(1);
  });
});

describe("without its tables", () => {
  it("is store_unavailable and says what to run", async () => {
    await expect(
      postgresStore(database.pool(), { schema: "nowhere" }).payments.findById("pay_1"),
    ).rejects.toMatchObject({
      code: "store_unavailable",
      message:
        "The payments database refuses a statement: see the cause, and check that migrate() has run and that this role may use its tables, then repeat the request.",
    });
  });
});
