import type { Review } from "@chargeonce/core";
import { expect } from "vitest";
import type { Shop } from "./shop.ts";
import { stripeOf } from "./shop.ts";

/** Somebody at the same Stripe account charges by hand. @returns The PaymentIntent's id. */
export async function chargeByHand(
  shop: Shop,
  metadata: Record<string, string>,
  method = "pm_card_visa",
): Promise<string> {
  const { id } = await stripeOf(shop.simulator).paymentIntents.create({
    amount: 1050,
    currency: "usd",
    payment_method: method,
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    metadata,
  });
  return id;
}

/** What one of the places where a person looks says of what must be seen to; all three must say it. */
export async function toBeSeenTo(shop: Shop): Promise<readonly Review[]> {
  const report = await shop.payments.reconcile();
  const reviews = await shop.payments.reviews();
  const health = await shop.payments.health({ askStripe: false });
  const codes = health.problems.map(({ code }) => code);
  expect({ reconcile: report.reviews, health: health.payments.forReview }).toEqual({
    reconcile: reviews.length,
    health: reviews.length,
  });
  expect(codes.includes("payments_for_review")).toBe(reviews.length > 0);
  return reviews;
}

/** Stripe lists no events from now on: what reconcile finds, it finds by looking at payments. */
export function withoutEvents({ simulator }: Shop): void {
  simulator.faults.next("error_502", { route: "events", times: Number.POSITIVE_INFINITY });
}

/** The refunds fail after all, or an appeal wins the disputes: and no event of Stripe's tells it. */
export function comeBackInSilence({ simulator: { engine } }: Shop, intentId: string): void {
  for (const { object } of engine.world.disputes.values()) {
    if (object.payment_intent === intentId) object.status = "won";
  }
  for (const { object } of engine.world.refunds.values()) {
    if (object.payment_intent !== intentId) continue;
    object.status = "failed";
    const charge = engine.world.charges.get(object.charge ?? "");
    if (charge !== undefined) {
      charge.object.amount_refunded -= object.amount;
      charge.object.refunded = false;
    }
  }
}

export type Way = "refund" | "dispute";

/** Somebody refunds all of it, or it is lost in a dispute. */
export async function giveBack(shop: Shop, way: Way, intentId: string): Promise<void> {
  const dashboard = stripeOf(shop.simulator);
  if (way === "refund") {
    await dashboard.refunds.create({ payment_intent: intentId });
    return;
  }
  await dashboard.disputes.close(shop.simulator.dispute(intentId).id);
}
