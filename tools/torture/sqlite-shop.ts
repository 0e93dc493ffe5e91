import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@chargeonce/store-sqlite";
import type { ShopDatabase } from "./shop-database.ts";

/** One file for the payments and the shop. */
export function openSqliteShop(file: string): ShopDatabase<DatabaseSync> {
  const store = sqliteStore({ file });

  /** Rows as the columns are named; `sql` is ours alone. */
  const read = <Row>(sql: string): Row[] => {
    const database = new DatabaseSync(file);
    try {
      // The caller's type is the list of columns in its own statement.
      return database.prepare(sql).all() as Row[];
    } finally {
      database.close();
    }
  };

  return {
    store,
    makeTables: () =>
      store.transaction(async ({ tx }) =>
        tx.exec(`
          create table if not exists effects (
            kind text, order_id text, payment_id text, amount integer, about text, ended text
          ) strict;
          create table if not exists heard (
            seq integer primary key autoincrement, event_id text, type text, mode text
          ) strict`),
      ),
    async writeEffect(tx, { kind, payment: { orderRef, id, amount }, about, ended }) {
      tx.prepare("insert into effects values (?, ?, ?, ?, ?, ?)").run(
        kind,
        orderRef,
        id,
        amount,
        about,
        ended,
      );
    },
    async writeHeard(tx, { eventId, type, mode }) {
      tx.prepare("insert into heard (event_id, type, mode) values (?, ?, ?)").run(
        eventId,
        type,
        mode,
      );
    },
    readEffects: async () =>
      read(
        'select kind, order_id as "orderId", payment_id as "paymentId", amount, about, ended from effects',
      ),
    readHeard: async () =>
      read('select seq, event_id as "eventId", type, mode from heard order by seq'),
    readPayments: async () =>
      read(
        'select id, order_ref as "orderId", status, payment_intent_id as "intentId" from chargeonce_payments',
      ),
    close: () => store.close(),
  };
}
