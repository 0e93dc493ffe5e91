import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { Order, Payment } from "@chargeonce/core";
import type { SqliteStore } from "@chargeonce/store-sqlite";
import type { PricedBasket } from "@chargeonce-examples/checkout";
import { ORDER_TABLES } from "./order-tables.ts";
import { type OrderRow, type OrderView, viewOrder } from "./order-view.ts";

/** The shop's own records, in the same database as the payments: one transaction covers both. */
export interface Orders {
  place(basket: PricedBasket): Promise<OrderView>;
  /** @returns null when there is no such order. */
  view(orderId: string): OrderView | null;
  /** @returns null when there is no such donation, or it is not paid yet. */
  viewDonation(paymentId: string): OrderView | null;
  /** The order as `loadOrder` answers it. */
  find(orderId: string): Order | null;
  /**
   * Writes through the handler's transaction.
   *
   * @param resolved A person has decided that it is paid, whatever the order says by now.
   * @returns `"review"` when the order is not the one that was paid for.
   */
  markPaid(tx: DatabaseSync, payment: Payment, resolved: boolean): "review" | undefined;
  markForReview(tx: DatabaseSync, payment: Payment, reason: string | null): void;
  /** Notes that Stripe itself told us, by webhook. */
  noteWebhook(tx: DatabaseSync, paymentId: string): void;
  close(): void;
}

const VIEW = `select o.*, w.received_at as webhook_at from orders o
  left join webhooks w on w.payment_id = o.payment_id`;
const DONATION_VIEW = `select d.*, w.received_at as webhook_at from donations d
  left join webhooks w on w.payment_id = d.payment_id where d.payment_id = ?`;

/**
 * Opens the shop's tables.
 *
 * Everything is written in the store's transactions, which take turns; reads have a connection of their own.
 *
 * @param world Orders that were left unpaid in another world cannot be paid in this one.
 */
export async function openOrders(store: SqliteStore, file: string, world: string): Promise<Orders> {
  await store.transaction(async ({ tx }) => tx.exec(ORDER_TABLES));
  const reader = new DatabaseSync(file, { readOnly: true });
  const read = (orderId: string): OrderView | null => {
    // The columns of `orders` are those of OrderRow, and strict.
    const row = reader.prepare(`${VIEW} where o.id = ?`).get(orderId) as OrderRow | undefined;
    return row ? viewOrder(row, world) : null;
  };
  const viewDonation = (paymentId: string): OrderView | null => {
    // `donations` has those columns of OrderRow that a donation needs.
    const row = reader.prepare(DONATION_VIEW).get(paymentId) as OrderRow | undefined;
    return row ? viewOrder(row, world) : null;
  };

  return {
    async place({ lines, amount, currency, description }) {
      const id = `ord_${randomBytes(12).toString("hex")}`;
      await store.transaction(async ({ tx }) => {
        tx.prepare(
          "insert into orders (id, world, lines, description, amount, currency, created_at) values (?, ?, ?, ?, ?, ?, ?)",
        ).run(id, world, JSON.stringify(lines), description, amount, currency, Date.now());
      });
      const placed = read(id);
      if (placed === null) throw new Error("An order that was just written cannot be read.");
      return placed;
    },
    view: read,
    viewDonation,
    find(orderId) {
      const order = read(orderId);
      if (order === null || order.status === "expired") return null;
      const { amount, currency, description } = order;
      return { id: orderId, amount, currency, description };
    },
    markPaid(tx, payment, resolved) {
      if (payment.orderRequest.order_id === undefined) {
        tx.prepare(
          "insert into donations (payment_id, world, amount, currency, paid_at) values (?, ?, ?, ?, ?)",
        ).run(payment.id, world, payment.amount, payment.currency, Date.now());
        return undefined;
      }
      if (resolved) {
        tx.prepare("update orders set paid_at = ?, payment_id = ?, review = null where id = ?").run(
          Date.now(),
          payment.id,
          payment.orderRef,
        );
        return undefined;
      }
      const paid = tx
        .prepare(
          `update orders set paid_at = ?, payment_id = ?
           where id = ? and amount = ? and currency = ? and paid_at is null`,
        )
        .run(Date.now(), payment.id, payment.orderRef, payment.amount, payment.currency);
      return paid.changes === 1 ? undefined : "review";
    },
    markForReview(tx, payment, reason) {
      tx.prepare("update orders set review = ? where id = ?").run(
        reason ?? "unknown",
        payment.orderRef,
      );
    },
    noteWebhook(tx, paymentId) {
      tx.prepare("insert or ignore into webhooks (payment_id, received_at) values (?, ?)").run(
        paymentId,
        Date.now(),
      );
    },
    close: () => reader.close(),
  };
}
