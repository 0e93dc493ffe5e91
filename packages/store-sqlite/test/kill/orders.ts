import type { DatabaseSync } from "node:sqlite";
import type { Payment } from "@chargeonce/core";

export interface ShopOrder {
  readonly id: string;
  /** In minor units. */
  readonly amount: number;
  readonly currency: string;
}

/** What this shop sells. */
export const ORDERS: readonly ShopOrder[] = [
  { id: "order_1", amount: 1050, currency: "usd" },
  { id: "order_2", amount: 2000, currency: "eur" },
  { id: "order_3", amount: 700, currency: "usd" },
];

/** The shop's own tables in the payments' file. Nothing in them forbids a second effect: it would be seen. */
export function makeTables(tx: DatabaseSync): void {
  tx.exec(`
    create table if not exists orders (id text primary key, times_paid integer not null) strict;
    create table if not exists effects (n integer primary key, order_id text not null) strict;
  `);
  const add = tx.prepare("insert or ignore into orders (id, times_paid) values (?, 0)");
  for (const { id } of ORDERS) add.run(id);
}

/** What a paid order does to the shop. */
export function markPaid(tx: DatabaseSync, { orderRef }: Payment): void {
  tx.prepare("insert into effects (order_id) values (?)").run(orderRef);
  tx.prepare("update orders set times_paid = times_paid + 1 where id = ?").run(orderRef);
}
