import type { Fleet } from "./fleet.ts";
import { ROLE } from "./suffer.ts";
import type { World } from "./world.ts";

/** Hours by which the time goes on, one after the other: past every wait of ours and of Stripe's, and past `abandonAfter`. */
const STEPS = [0.1, 0.5, 3, 13, 13, 26, 26];
const MOST_ROUNDS = 200;
const HOUR_MS = 60 * 60 * 1000;

/** Lets time pass with nobody there but one server's worker and Stripe's webhooks, until nothing is due. */
export async function heal(world: World): Promise<void> {
  let aheadMs = 0;
  for (const hours of STEPS) {
    await world.simulator.advance(hours);
    aheadMs += hours * HOUR_MS;
    const fleet = world.launch({ roles: [ROLE], aheadMs, fates: null });
    await settle(world, fleet);
    await fleet.stop();
  }
}

/** Delivers and reconciles until both find nothing to do. */
async function settle({ simulator }: World, fleet: Fleet): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const server = await fleet.awaitServer();
    const tries = await simulator.webhooks.deliverDue();
    const response = await fetch(`${server}/reconcile`, { method: "POST" });
    // What `payments.reconcile` answers.
    const { payments, events } = (await response.json()) as { payments: number; events: number };
    if (tries + payments + events === 0) return;
  }
  throw new Error(`There was still work to do after ${MOST_ROUNDS} rounds.`);
}
