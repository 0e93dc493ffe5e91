import assert from "node:assert/strict";
import type { PaymentStore } from "@chargeonce/core";

/** In every race of the laws. */
const WRITERS = 20;

/**
 * Raises a payment's amount by one, reading again after each refusal.
 *
 * Each refusal means that somebody else has written, so the last writer succeeds at its 20th try.
 */
export async function raiseAmount(payments: PaymentStore, id: string): Promise<void> {
  for (let tries = 1; tries <= WRITERS; tries += 1) {
    const read = await payments.findById(id);
    assert.ok(read !== null);
    const raised = { ...read, amount: read.amount + 1, version: read.version + 1 };
    if (await payments.update(raised)) return;
  }
  assert.fail("an update was refused though nobody else had written");
}
