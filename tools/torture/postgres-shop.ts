import { migrate, postgresStore } from "@chargeonce/store-postgres";
import pg from "pg";
import type { EffectRow, PaymentRow, ShopDatabase } from "./shop-database.ts";

/** One database for the payments and the shop. */
export function openPostgresShop(url: string): ShopDatabase<pg.PoolClient> {
  const pool = new pg.Pool({ connectionString: url, max: 8, connectionTimeoutMillis: 3_000 });
  return {
    store: postgresStore(pool),
    async makeTables() {
      await migrate(pool);
      await pool.query(
        "create table effects (kind text, order_id text, payment_id text, amount integer)",
      );
    },
    async writeEffect(tx, kind, { orderRef, id, amount }) {
      await tx.query("insert into effects values ($1, $2, $3, $4)", [kind, orderRef, id, amount]);
    },
    async readEffects() {
      const { rows } = await pool.query<EffectRow>(
        'select kind, order_id as "orderId", payment_id as "paymentId", amount from effects',
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
