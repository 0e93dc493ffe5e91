import type { Ids } from "@chargeonce/core";

/** Ids that start at 1 for each shop, so that a test can name the first payment and the keys made of it. */
export function fixedIds(): Ids {
  let made = 0;
  return {
    paymentId: () => `pay_${String(++made).padStart(32, "0")}`,
    errorId: () => `err_${String(++made).padStart(32, "0")}`,
    fraction: () => 0.5,
  };
}

/** The first payment of a shop with {@link fixedIds}. */
export const FIRST_PAYMENT = "pay_00000000000000000000000000000001";

/** SHA-256 of the first payment's id, the step and its number: what goes to Stripe as `Idempotency-Key`. */
export const STRIPE_KEYS = {
  "create 1": "b4656bbeda8826c721aac9b09b22437e2076ff58a0713bfb9ad42e299feb14e3",
  "create 2": "ea3e158f389717c8205fa2ef7c96a521fc4b9f47f1135940ab4fbf2a0d273799",
  "confirm 1": "c7d2f62d80eab0e2f635b68001bb0a2cad3358272647460d8b4896deb82919be",
  "confirm 2": "07e05ffddca2a5aea2edb62ca7feca7898a729d6ce8d92da1dc35cc05895426d",
} as const;
