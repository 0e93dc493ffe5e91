import { isPaymentsError } from "@chargeonce/core";

/** Whether a store refused what only a fault in the program can ask for. */
export function isInternalError(error: unknown): boolean {
  return isPaymentsError(error) && error.code === "internal_error";
}
