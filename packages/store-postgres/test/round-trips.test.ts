import { describe, expect, it } from "vitest";
import { recordRoundTrips } from "./record-round-trips.ts";
import { ORDER, openShop } from "./shop.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();

describe("round trips to the database", () => {
  it("are three for the first process request of an order without a client key: one looks whether it is live elsewhere", async () => {
    const { shop, trips } = await open();
    await shop.payInTheApp();
    expect(trips).toEqual(["insert payments", "select payments", "update payments"]);
  });

  it("are four with a client key", async () => {
    const { shop, trips } = await open();
    await shop.payInTheApp("key-1");
    expect(trips).toEqual(["insert keys", "insert payments", "select payments", "update payments"]);
  });

  it("are one transaction for a webhook whose handler writes", async () => {
    const { shop, trips, paid } = await open();
    await shop.payInTheApp();
    await deliverAll(shop);
    const begun = trips.indexOf("begin");
    expect(trips.slice(begun)).toEqual([
      "begin",
      "select payments for update",
      "insert paid",
      "update payments",
      "insert events",
      "commit",
    ]);
    expect(await paid()).toEqual([{ order_ref: "1001" }]);
  });

  it("are two for a webhook that nobody hears", async () => {
    const { shop, trips } = await open();
    await shop.payments.process(ORDER, { context: undefined });
    trips.length = 0;
    expect(await shop.deliver()).toBe(1);
    expect(trips).toEqual(["select payments", "insert events"]);
  });
});

async function open() {
  const schema = await database.schema();
  await database.look(`create table ${schema}.paid (order_ref text)`);
  const pool = database.pool();
  const trips = recordRoundTrips(pool);
  const shop = openShop({
    pool,
    schema,
    pay: async (tx, orderRef) => {
      await tx.query(`insert into ${schema}.paid values ($1)`, [orderRef]);
    },
  });
  return { shop, trips, paid: () => database.look(`select order_ref from ${schema}.paid`) };
}

async function deliverAll(shop: ReturnType<typeof openShop>): Promise<void> {
  while ((await shop.deliver()) > 0) expect(shop.lastAnswer()).toBe(200);
}
