import type { Payment } from "../records/payment.ts";

export const NEXT_STEPS = [
  "confirm_on_client",
  "confirm_on_server",
  "handle_next_action",
  "new_payment_method",
  "wait",
  "none",
  "start_over",
] as const;

/** What the app should do next. */
export type NextStep = (typeof NEXT_STEPS)[number];

/**
 * What the app should do next, by status.
 *
 * @see docs/flutter.md, which says what the app does at each
 */
export function nextStepOf(
  payment: Pick<Payment, "status" | "lastError" | "confirmationMethod">,
  operation: "process" | "confirm" | "status" = "process",
): NextStep {
  switch (payment.status) {
    case "requires_payment_method": {
      const untried = payment.lastError === null && operation !== "confirm";
      return payment.confirmationMethod === "automatic" && untried
        ? "confirm_on_client"
        : "new_payment_method";
    }
    case "requires_confirmation":
      return "confirm_on_server";
    case "requires_action":
      return "handle_next_action";
    case "requires_capture":
    case "succeeded":
      return "none";
    case "canceled":
      return "start_over";
    default:
      return "wait";
  }
}
