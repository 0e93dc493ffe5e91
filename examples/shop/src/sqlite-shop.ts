import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@chargeonce/store-sqlite";
import type { OrderRow, PurchaseRow, ShopDatabase } from "./shop-database.ts";

/** The shop's own tables, beside those of the payments. Amounts in minor units, instants in milliseconds. */
const TABLES = `
create table if not exists orders (
  id text primary key,
  world text not null,
  lines text not null,
  description text not null,
  amount integer not null check (amount > 0),
  currency text not null,
  created_at integer not null,
  payment_id text,
  paid_at integer,
  review text
) strict;
create table if not exists donations (
  payment_id text primary key,
  world text not null,
  amount integer not null check (amount > 0),
  currency text not null,
  paid_at integer not null
) strict;
create table if not exists webhooks (
  payment_id text primary key,
  received_at integer not null
) strict;
`;

/** A row as SQLite keeps it: instants are numbers. */
interface KeptPurchase {
  readonly world: string;
  readonly amount: number;
  readonly currency: string;
  readonly paid_at: number | null;
  readonly webhook_at: number | null;
}

interface KeptOrder extends KeptPurchase {
  readonly id: string;
  readonly lines: string;
  readonly description: string;
  readonly review: string | null;
}

/**
 * Payments and shop in one file. Everything is written in the store's transactions, which take turns; reads have a
 * connection of their own.
 */
export async function openSqliteShop(file: string): Promise<ShopDatabase<DatabaseSync>> {
  const store = sqliteStore({ file });
  await store.transaction(async ({ tx }) => tx.exec(TABLES));
  const reader = new DatabaseSync(file, { readOnly: true });

  return {
    store,
    name: `SQLite file ${file}`,
    async close() {
      reader.close();
      await store.close();
    },
    tables: {
      insertOrder: ({ id, world, lines, description, amount, currency, createdAt }) =>
        store.transaction(async ({ tx }) => {
          tx.prepare(
            "insert into orders (id, world, lines, description, amount, currency, created_at) values (?, ?, ?, ?, ?, ?, ?)",
          ).run(id, world, JSON.stringify(lines), description, amount, currency, Number(createdAt));
        }),
      async readOrder(orderId) {
        const row = reader
          .prepare(
            "select o.*, w.received_at as webhook_at from orders o left join webhooks w on w.payment_id = o.payment_id where o.id = ?",
          )
          .get(orderId) as KeptOrder | undefined; // the table is strict and has these columns
        return row === undefined ? null : orderRow(row);
      },
      async readDonation(paymentId) {
        const row = reader
          .prepare(
            "select d.*, w.received_at as webhook_at from donations d left join webhooks w on w.payment_id = d.payment_id where d.payment_id = ?",
          )
          .get(paymentId) as KeptPurchase | undefined; // the table is strict and has these columns
        return row === undefined ? null : purchaseRow(row);
      },
      async lockOrder(tx, orderId) {
        // A transaction of the store is the only writer while it lasts.
        const row = tx
          .prepare("select amount, currency, paid_at from orders where id = ?")
          .get(orderId) as Pick<KeptOrder, "amount" | "currency" | "paid_at"> | undefined; // as selected
        if (row === undefined) return null;
        return { amount: row.amount, currency: row.currency, paidAt: instant(row.paid_at) };
      },
      async writePaid(tx, { orderId, paymentId, at }) {
        tx.prepare("update orders set paid_at = ?, payment_id = ?, review = null where id = ?").run(
          Number(at),
          paymentId,
          orderId,
        );
      },
      async writeReview(tx, orderId, reason) {
        tx.prepare("update orders set review = ? where id = ?").run(reason, orderId);
      },
      async insertDonation(tx, { paymentId, world, amount, currency, paidAt }) {
        tx.prepare(
          "insert into donations (payment_id, world, amount, currency, paid_at) values (?, ?, ?, ?, ?)",
        ).run(paymentId, world, amount, currency, Number(paidAt));
      },
      async insertWebhook(tx, paymentId, receivedAt) {
        tx.prepare("insert or ignore into webhooks (payment_id, received_at) values (?, ?)").run(
          paymentId,
          Number(receivedAt),
        );
      },
    },
  };
}

function orderRow({ id, lines, description, review, ...purchase }: KeptOrder): OrderRow {
  return { ...purchaseRow(purchase), id, lines: JSON.parse(lines), description, review };
}

function purchaseRow({ world, amount, currency, paid_at, webhook_at }: KeptPurchase): PurchaseRow {
  return { world, amount, currency, paidAt: instant(paid_at), webhookAt: instant(webhook_at) };
}

function instant(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
