import type { PoolClient } from "pg";
import { describe, expect, it } from "vitest";
import { openShop, type Shop } from "./shop.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();

describe("a handler that fails in the database", () => {
  it("by a constraint of its own tables hides nothing from the payer: the payment succeeded, its effect is due", async () => {
    const { shop, look } = await open(async (tx, schema) => {
      await tx.query(`insert into ${schema}.paid values ('twice')`);
    });
    await shop.payInTheApp();
    await look("insert into $schema.paid values ('twice')");
    await shop.deliver();
    expect(shop.lastAnswer()).toBe(503);
    expect(await look("select status from $schema.chargeonce_payments")).toEqual([
      { status: "succeeded" },
    ]);
    await look("delete from $schema.paid");
    await shop.simulator.webhooks.deliverAll();
    expect(shop.lastAnswer()).toBe(200);
    expect(await look("select order_ref from $schema.paid")).toEqual([{ order_ref: "twice" }]);
  });

  it("and swallows the error does so too: what it wrote before is taken back", async () => {
    const { shop, look } = await open(async (tx, schema) => {
      await tx.query(`insert into ${schema}.paid values ('half')`);
      await tx.query("select nonsense").catch(() => undefined);
    });
    await shop.payInTheApp();
    await shop.deliver();
    expect(await look("select status from $schema.chargeonce_payments")).toEqual([
      { status: "succeeded" },
    ]);
    expect(await look("select order_ref from $schema.paid")).toEqual([]);
  });

  it("by a deferred constraint, at the commit, keeps the event: it is handled when the reason is gone", async () => {
    const { shop, look } = await open(async (tx, schema) => {
      await tx.query(`insert into ${schema}.lines values ('a')`);
    });
    await look("create table $schema.orders (id text primary key)");
    await look(
      "create table $schema.lines (id text references $schema.orders deferrable initially deferred)",
    );
    await shop.payInTheApp();
    await shop.deliver();
    expect(shop.lastAnswer()).toBe(503);
    expect(
      await look("select id from $schema.chargeonce_events where status = 'pending'"),
    ).toHaveLength(1);
    await look("insert into $schema.orders values ('a')");
    await shop.simulator.webhooks.deliverAll();
    expect(shop.lastAnswer()).toBe(200);
    expect(await look("select id from $schema.lines")).toEqual([{ id: "a" }]);
    expect(await look("select status from $schema.chargeonce_payments")).toEqual([
      { status: "succeeded" },
    ]);
  });
});

async function open(write: (tx: PoolClient, schema: string) => Promise<void>): Promise<{
  shop: Shop;
  look(sql: string): Promise<Record<string, unknown>[]>;
}> {
  const schema = await database.schema();
  const look = (sql: string) => database.look(sql.replaceAll("$schema", schema));
  await look("create table $schema.paid (order_ref text primary key)");
  return {
    shop: openShop({ pool: database.pool(), schema, pay: (tx) => write(tx, schema) }),
    look,
  };
}
