import { payMany } from "./shared/pay-many.ts";

export const bench = payMany("Payments, no webhook endpoint", {});
