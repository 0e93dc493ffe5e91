import { heal } from "./heal.ts";
import { findViolations } from "./invariants.ts";
import type { Plan } from "./plan.ts";
import { type Suffering, suffer } from "./suffer.ts";
import { withShopDatabase } from "./with-shop-database.ts";
import { openWorld, type World } from "./world.ts";

export interface Outcome extends Omit<Suffering, "customers"> {
  readonly orders: number;
  readonly intents: number;
  readonly charges: number;
  /** How many of each kind handlers wrote. */
  readonly effects: Readonly<Record<string, number>>;
  /** Webhooks that a server answered with a 2xx. */
  readonly delivered: number;
  readonly violations: readonly string[];
}

/** One run: customers and chaos for a while, then time to heal, then the count. */
export async function torture(plan: Plan): Promise<Outcome> {
  const world = await openWorld(plan);
  try {
    await withShopDatabase(world.place, (shop) => shop.makeTables());
    const suffering = await suffer(world, plan);
    await heal(world);
    const outcome = await count(world, suffering);
    // What went wrong can be looked at afterwards.
    if (outcome.violations.length === 0) world.remove();
    return outcome;
  } finally {
    await world.close();
  }
}

function count({ simulator, place }: World, suffering: Suffering): Promise<Outcome> {
  const { customers, ...hurt } = suffering;
  return withShopDatabase(place, async (shop) => {
    const delivered = simulator.webhooks.deliveries.filter(({ status }) => status === "delivered");
    const lostEvents: string[] = [];
    const owner = { account: "", livemode: false, installation: "" };
    for (const { eventId } of delivered) {
      if ((await shop.store.events.findById(owner, eventId)) === null) lostEvents.push(eventId);
    }
    const effects = await shop.readEffects();
    const payments = await shop.readPayments();
    return {
      ...hurt,
      orders: customers.length,
      intents: simulator.ledger.paymentIntents().length,
      charges: simulator.ledger.succeededCharges().length,
      effects: countKinds(effects),
      delivered: delivered.length,
      violations: findViolations({ simulator, effects, payments, customers, lostEvents }),
    };
  });
}

function countKinds(effects: readonly { kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of effects) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
