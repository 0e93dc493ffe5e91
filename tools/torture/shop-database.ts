import type { Payment, Store } from "@chargeonce/core";
import type { StoreKind } from "./plan.ts";
import { openPostgresShop } from "./postgres-shop.ts";
import { openSqliteShop } from "./sqlite-shop.ts";

/** What a handler wrote, as it lies in the shop's own table. Nothing in that table forbids a second one: it would be seen. */
export interface EffectRow {
  readonly kind: string;
  readonly orderId: string;
  readonly paymentId: string;
  /** In minor units. */
  readonly amount: number;
}

export interface PaymentRow {
  readonly id: string;
  readonly orderId: string;
  readonly status: string;
  /** `pi_…`, once it is stored. */
  readonly intentId: string | null;
}

/** A database with the payments and the shop's own table in it. */
export interface ShopDatabase<Tx> {
  readonly store: Store<Tx>;
  makeTables(): Promise<void>;
  writeEffect(tx: Tx, kind: string, payment: Payment): Promise<void>;
  readEffects(): Promise<readonly EffectRow[]>;
  readPayments(): Promise<readonly PaymentRow[]>;
  close(): Promise<void>;
}

/** Runs `use` with the database open, and closes it afterwards. */
export function withShopDatabase<Result>(
  { store, database }: { store: StoreKind; database: string },
  use: <Tx>(shop: ShopDatabase<Tx>) => Promise<Result>,
): Promise<Result> {
  return store === "postgres"
    ? closeAfter(openPostgresShop(database), use)
    : closeAfter(openSqliteShop(database), use);
}

async function closeAfter<Tx, Result>(
  shop: ShopDatabase<Tx>,
  use: (shop: ShopDatabase<Tx>) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(shop);
  } finally {
    await shop.close();
  }
}
