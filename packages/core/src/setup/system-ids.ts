import type { Ids } from "../ports/ids.ts";

/** The platform's randomness. */
export const systemIds: Ids = {
  paymentId: () => `pay_${crypto.randomUUID().replaceAll("-", "")}`,
  errorId: () => `err_${crypto.randomUUID().replaceAll("-", "")}`,
  fraction: () => Math.random(),
};
