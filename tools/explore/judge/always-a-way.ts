import type { Judge } from "./trial.ts";

const ENDS: ReadonlySet<string> = new Set([
  "succeeded",
  "requires_capture",
  "processing",
  "order_already_paid",
  "payment_in_review",
]);

/** I9: when faults have ended, a customer with a good card can pay, or the order is paid. */
export const alwaysAWay: Judge = function* ({ endings }) {
  for (const { shop, told } of endings) {
    if (!ENDS.has(told)) yield `${shop.orderId}: a customer with a good card was told: ${told}`;
  }
};
