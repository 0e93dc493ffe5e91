import type { OrderLine } from "@chargeonce-examples/checkout";

/** A row of `orders` or `donations`, with the instant of the webhook. */
export interface OrderRow {
  readonly id?: string;
  readonly world: string;
  readonly lines?: string;
  readonly description?: string;
  readonly amount: number;
  readonly currency: string;
  readonly paid_at: number | null;
  readonly webhook_at: number | null;
  readonly review?: string | null;
}

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
  return {
    ...(row.id !== undefined && { order_id: row.id }),
    status: statusOf(row, world),
    lines: row.lines === undefined ? [] : JSON.parse(row.lines),
    description: row.description ?? "Donation",
    amount: row.amount,
    currency: row.currency,
    paid_at: iso(row.paid_at),
    webhook_received_at: iso(row.webhook_at),
  };
}

function statusOf(row: OrderRow, world: string): OrderView["status"] {
  if (typeof row.review === "string") return "review";
  if (row.paid_at !== null) return row.webhook_at === null ? "processing" : "paid";
  return row.world === world ? "unpaid" : "expired";
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
