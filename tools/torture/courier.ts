import { setTimeout as sleep } from "node:timers/promises";
import type { Simulator } from "@chargeonce/simulator";

/** Delivers webhooks as they come due, until the signal ends it. */
export async function deliverWebhooks(simulator: Simulator, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await simulator.webhooks.deliverDue();
    await sleep(50, undefined, { signal }).catch(() => undefined);
  }
}
