import assert from "node:assert/strict";
import type { Payment, PaymentStore } from "@chargeonce/core";
import { freshPayment } from "./samples.ts";

/** Reserves a payment and brings it where it shall be, at version 2. */
export async function keep(payments: PaymentStore, changes: Partial<Payment>): Promise<Payment> {
  const { payment } = await payments.reserve(
    freshPayment({ ...changes, status: "creating", paymentIntentId: null }),
  );
  const kept = { ...payment, ...changes, version: 2 };
  assert.equal(await payments.update(kept), true);
  return kept;
}
