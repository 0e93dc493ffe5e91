import { randomBytes } from "node:crypto";
import type { Order, Payment } from "@chargeonce/core";
import type { PricedBasket } from "@chargeonce-examples/checkout";
import { type OrderView, viewDonation, viewOrder } from "./order-view.ts";
import type { Bill, ShopTables } from "./shop-database.ts";

/** What the shop knows of its orders and donations. What takes a `tx` is part of that transaction. */
export interface Orders<Tx> {
  place(basket: PricedBasket): Promise<OrderView>;
  /** @returns null when there is no such order. */
  view(orderId: string): Promise<OrderView | null>;
  /** @returns null when there is no such donation, or it is not paid yet. */
  viewDonation(paymentId: string): Promise<OrderView | null>;
  /** The order as `loadOrder` answers it; null when it cannot be paid here. */
  find(orderId: string): Promise<Order | null>;
  /**
   * @param resolved A person has decided that it is paid, whatever the order says by now.
   * @returns `"review"` when the order is not the one that was paid for.
   */
  markPaid(tx: Tx, payment: Payment, resolved: boolean): Promise<"review" | undefined>;
  markForReview(tx: Tx, payment: Payment, reason: string | null): Promise<void>;
  /** Notes that Stripe itself told us, by webhook. */
  noteWebhook(tx: Tx, paymentId: string): Promise<void>;
}

/**
 * The shop's decisions, on the tables of any database.
 *
 * @param world Orders that were left unpaid in another world cannot be paid in this one.
 */
export function createOrders<Tx>(tables: ShopTables<Tx>, world: string): Orders<Tx> {
  const view = async (orderId: string): Promise<OrderView | null> => {
    const row = await tables.readOrder(orderId);
    return row && viewOrder(row, world);
  };

  return {
    view,
    async place(basket) {
      const id = `ord_${randomBytes(12).toString("hex")}`;
      const order = { ...basket, id, world };
      await tables.insertOrder({ ...order, createdAt: new Date() });
      return viewOrder({ ...order, paidAt: null, webhookAt: null, review: null }, world);
    },
    async viewDonation(paymentId) {
      const row = await tables.readDonation(paymentId);
      return row && viewDonation(row, world);
    },
    async find(orderId) {
      const order = await view(orderId);
      if (order === null || order.status === "expired") return null;
      const { amount, currency, description } = order;
      return { id: orderId, amount, currency, description };
    },
    async markPaid(tx, payment, resolved) {
      const { id: paymentId, orderRef: orderId, amountReceived: amount, currency } = payment;
      const at = new Date();
      if (payment.orderRequest.order_id === undefined) {
        await tables.insertDonation(tx, { paymentId, world, amount, currency, paidAt: at });
        return undefined;
      }
      const bill = await tables.lockOrder(tx, orderId);
      if (!resolved && !settles(payment, bill)) return "review";
      await tables.writePaid(tx, { orderId, paymentId, at });
      return undefined;
    },
    markForReview: (tx, { orderRef }, reason) =>
      tables.writeReview(tx, orderRef, reason ?? "unknown"),
    noteWebhook: (tx, paymentId) => tables.insertWebhook(tx, paymentId, new Date()),
  };
}

/** Whether this is the money that was asked for, and the first of it. */
function settles(payment: Payment, bill: Bill | null): boolean {
  return (
    bill !== null &&
    bill.paidAt === null &&
    bill.amount === payment.amountReceived &&
    bill.currency === payment.currency
  );
}
