import assert from "node:assert/strict";
import type { PaymentStore } from "@chargeonce/core";

/** In every race of the laws. */
const WRITERS = 20;

/** How long a writer takes between reading and writing. */
export type Pace = "at once" | "slowly";

/**
 * Raises a payment's amount by one, reading again after each refusal.
 *
 * Each refusal means that somebody else has written: the next read shows it, and the last writer succeeds at its 20th try.
 */
export async function raiseAmount(
  payments: PaymentStore,
  id: string,
  pace: Pace = "at once",
): Promise<void> {
  let refused = 0;
  for (let tries = 1; tries <= WRITERS; tries += 1) {
    const read = await payments.findById(id);
    assert.ok(read !== null);
    assert.ok(read.version > refused, REFUSED_IN_VAIN);
    if (pace === "slowly") await new Promise((resolve) => setImmediate(resolve));
    const raised = { ...read, amount: read.amount + 1, version: read.version + 1 };
    if (await payments.update(raised)) return;
    refused = read.version;
  }
  assert.fail(REFUSED_IN_VAIN);
}

const REFUSED_IN_VAIN = "an update was refused though nobody else had written";
