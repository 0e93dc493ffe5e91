import type { Payment } from "../payment.ts";

/** What the app should do next. */
export type NextStep =
  | "confirm_on_client"
  | "confirm_on_server"
  | "handle_next_action"
  | "new_payment_method"
  | "wait"
  | "none"
  | "start_over";

/**
 * What the app should do next, by status.
 *
 * @see the wire contract, "next_step"
 */
export function nextStepOf(
  payment: Pick<Payment, "status" | "lastError">,
  method: "automatic" | "manual",
  operation: "process" | "confirm" | "status" = "process",
): NextStep {
  switch (payment.status) {
    case "requires_payment_method": {
      const untried = payment.lastError === null && operation !== "confirm";
      return method === "automatic" && untried ? "confirm_on_client" : "new_payment_method";
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
