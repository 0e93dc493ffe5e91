import { PaymentsError } from "@chargeonce/core";
import { migrate, postgresStore } from "@chargeonce/store-postgres";
import { Pool, type PoolClient, type QueryResultRow } from "pg";
import { postgresPlace, postgresRefusal } from "./postgres-refusal.ts";
import type { Bill, OrderRow, PurchaseRow, ShopDatabase } from "./shop-database.ts";

/**
 * The shop's own tables, beside those of the payments. Amounts in minor units.
 *
 * Servers that start at once would make them at once, which even `if not exists` does not survive: one goes first.
 * Postgres runs the statements of one text in one transaction, and its end frees the lock.
 */
const TABLES = `
select pg_advisory_xact_lock(hashtext('chargeonce example shop'));
create table if not exists shop_orders (
  id text primary key,
  world text not null,
  lines jsonb not null,
  description text not null,
  amount integer not null check (amount > 0),
  currency text not null,
  created_at timestamptz not null,
  payment_id text,
  paid_at timestamptz,
  review text
);
create table if not exists shop_donations (
  payment_id text primary key,
  world text not null,
  amount integer not null check (amount > 0),
  currency text not null,
  paid_at timestamptz not null
);
create table if not exists shop_webhooks (
  payment_id text primary key,
  received_at timestamptz not null
);
`;

/**
 * Payments and shop in one database, for any number of servers.
 *
 * @throws Error with one sentence when the database cannot be used.
 */
export async function openPostgresShop(url: URL): Promise<ShopDatabase<PoolClient>> {
  const pool = new Pool({
    connectionString: url.href,
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
  });
  pool.on("error", ({ message }) => console.error(`A connection to Postgres was lost: ${message}`));
  try {
    await migrate(pool);
    await pool.query(TABLES);
  } catch (error) {
    await pool.end();
    throw postgresRefusal(url, error);
  }

  /** Outside any transaction. The first row is all that the shop ever wants. */
  const ask = async <Row extends QueryResultRow>(
    text: string,
    values: unknown[],
  ): Promise<Row | null> => {
    try {
      return (await pool.query<Row>(text, values)).rows[0] ?? null;
    } catch (cause) {
      const message = "The shop's database did not answer: repeat the request.";
      throw new PaymentsError("store_unavailable", message, { cause });
    }
  };

  return {
    store: postgresStore(pool),
    name: postgresPlace(url),
    close: () => pool.end(),
    tables: {
      async insertOrder({ id, world, lines, description, amount, currency, createdAt }) {
        await ask(
          "insert into shop_orders (id, world, lines, description, amount, currency, created_at) values ($1, $2, $3, $4, $5, $6, $7)",
          [id, world, JSON.stringify(lines), description, amount, currency, createdAt],
        );
      },
      readOrder: (orderId) =>
        ask<OrderRow>(
          `select o.id, o.world, o.lines, o.description, o.amount, o.currency, o.review,
             o.paid_at as "paidAt", w.received_at as "webhookAt"
           from shop_orders o left join shop_webhooks w using (payment_id) where o.id = $1`,
          [orderId],
        ),
      readDonation: (paymentId) =>
        ask<PurchaseRow>(
          `select d.world, d.amount, d.currency, d.paid_at as "paidAt", w.received_at as "webhookAt"
           from shop_donations d left join shop_webhooks w using (payment_id) where payment_id = $1`,
          [paymentId],
        ),
      async lockOrder(tx, orderId) {
        const { rows } = await tx.query<Bill>(
          'select amount, currency, paid_at as "paidAt" from shop_orders where id = $1 for update',
          [orderId],
        );
        return rows[0] ?? null;
      },
      async writePaid(tx, { orderId, paymentId, at }) {
        await tx.query(
          "update shop_orders set paid_at = $1, payment_id = $2, review = null where id = $3",
          [at, paymentId, orderId],
        );
      },
      async writeReview(tx, orderId, reason) {
        await tx.query("update shop_orders set review = $1 where id = $2", [reason, orderId]);
      },
      async insertDonation(tx, { paymentId, world, amount, currency, paidAt }) {
        await tx.query(
          "insert into shop_donations (payment_id, world, amount, currency, paid_at) values ($1, $2, $3, $4, $5)",
          [paymentId, world, amount, currency, paidAt],
        );
      },
      async insertWebhook(tx, paymentId, receivedAt) {
        await tx.query(
          "insert into shop_webhooks (payment_id, received_at) values ($1, $2) on conflict do nothing",
          [paymentId, receivedAt],
        );
      },
    },
  };
}
