import type { OrderLine } from "@chargeonce-examples/checkout";
import type { OrderRow, PurchaseRow } from "./shop-database.ts";

/** What the page is told. */
export interface OrderView {
  readonly order_id?: string;
  /**
   * `paid` only once Stripe's webhook said so; until then a payment that we know of by our own call is `processing`.
   * `expired`: left unpaid in a run of the simulator that is over.
   */
  readonly status: "unpaid" | "processing" | "paid" | "review" | "expired";
  readonly lines: readonly OrderLine[];
  readonly description: string;
  readonly amount: number;
  readonly currency: string;
  readonly paid_at: string | null;
  readonly webhook_received_at: string | null;
}

/** @param world Where payments live now. */
export function viewOrder(row: OrderRow, world: string): OrderView {
  const { id, lines, description, review } = row;
  const seen = { ...viewPurchase(row, world), order_id: id, lines, description };
  return review === null ? seen : { ...seen, status: "review" };
}

/** @param world Where payments live now. */
export function viewDonation(row: PurchaseRow, world: string): OrderView {
  return { ...viewPurchase(row, world), lines: [], description: "Donation" };
}

function viewPurchase(row: PurchaseRow, world: string) {
  return {
    status: statusOf(row, world),
    amount: row.amount,
    currency: row.currency,
    paid_at: row.paidAt?.toISOString() ?? null,
    webhook_received_at: row.webhookAt?.toISOString() ?? null,
  };
}

function statusOf({ paidAt, webhookAt, ...row }: PurchaseRow, world: string): OrderView["status"] {
  if (paidAt !== null) return webhookAt === null ? "processing" : "paid";
  return row.world === world ? "unpaid" : "expired";
}
