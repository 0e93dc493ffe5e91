import { migrate, postgresStore } from "@chargeonce/store-postgres";
import pg from "pg";
import type { EffectRow, HeardRow, PaymentRow, ShopDatabase } from "./shop-database.ts";

/** One database for the payments and the shop. */
export function openPostgresShop(url: string): ShopDatabase<pg.PoolClient> {
  const pool = new pg.Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 3_000 });
  return {
    store: postgresStore(pool),
    async makeTables() {
      await migrate(pool);
      await pool.query(
        "create table effects (kind text, order_id text, payment_id text, amount integer, about text, ended text)",
      );
      await pool.query("create table heard (seq serial, event_id text, type text, mode text)");
    },
    async writeEffect(tx, { kind, payment: { orderRef, id, amount }, about, ended }) {
      await tx.query("insert into effects values ($1, $2, $3, $4, $5, $6)", [
        kind,
        orderRef,
        id,
        amount,
        about,
        ended,
      ]);
    },
    async writeHeard(tx, { eventId, type, mode }) {
      await tx.query("insert into heard (event_id, type, mode) values ($1, $2, $3)", [
        eventId,
        type,
        mode,
      ]);
    },
    async readEffects() {
      const { rows } = await pool.query<EffectRow>(
        'select kind, order_id as "orderId", payment_id as "paymentId", amount, about, ended from effects',
      );
      return rows;
    },
    async readHeard() {
      const { rows } = await pool.query<HeardRow>(
        'select seq, event_id as "eventId", type, mode from heard order by seq',
      );
      return rows;
    },
    async readPayments() {
      const { rows } = await pool.query<PaymentRow>(
        'select id, order_ref as "orderId", status, payment_intent_id as "intentId" from chargeonce_payments',
      );
      return rows;
    },
    close: () => pool.end(),
  };
}
