import type { Store } from "@chargeonce/core";
import type { OrderLine } from "@chargeonce-examples/checkout";

/** One database for the payments and the shop, so that one transaction covers both. */
export interface ShopDatabase<Tx> {
  readonly store: Store<Tx>;
  readonly tables: ShopTables<Tx>;
  /** For people to read: where it is, without a password. */
  readonly name: string;
  close(): Promise<void>;
}

/**
 * The shop's own rows, which know no rule: what follows from them is decided in orders.ts.
 *
 * What takes a `tx` is written in that transaction, and commits with the payment or not at all.
 */
export interface ShopTables<Tx> {
  insertOrder(order: NewOrder): Promise<void>;
  /** @returns null when there is no such order. */
  readOrder(orderId: string): Promise<OrderRow | null>;
  /** @returns null when this payment gave nothing. */
  readDonation(paymentId: string): Promise<PurchaseRow | null>;
  /** Until the transaction ends nobody else changes the order. @returns null when there is no such order. */
  lockOrder(tx: Tx, orderId: string): Promise<Bill | null>;
  /** Also ends the order's review. */
  writePaid(tx: Tx, paid: { orderId: string; paymentId: string; at: Date }): Promise<void>;
  writeReview(tx: Tx, orderId: string, reason: string): Promise<void>;
  insertDonation(tx: Tx, donation: Donation): Promise<void>;
  /** A second one for the same payment changes nothing. */
  insertWebhook(tx: Tx, paymentId: string, receivedAt: Date): Promise<void>;
}

/** What is to be paid. */
export interface Bill {
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  readonly paidAt: Date | null;
}

/** A purchase, with the instant at which Stripe's webhook told of its payment. */
export interface PurchaseRow extends Bill {
  /** Where it can be paid: another run of the simulator is another world. */
  readonly world: string;
  readonly webhookAt: Date | null;
}

export interface OrderRow extends PurchaseRow {
  readonly id: string;
  readonly lines: readonly OrderLine[];
  readonly description: string;
  /** Why a person must look at it; null when nobody needs to. */
  readonly review: string | null;
}

export type NewOrder = Pick<
  OrderRow,
  "id" | "world" | "lines" | "description" | "amount" | "currency"
> & { readonly createdAt: Date };

export interface Donation {
  readonly paymentId: string;
  readonly world: string;
  readonly amount: number;
  readonly currency: string;
  readonly paidAt: Date;
}
