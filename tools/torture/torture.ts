import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulator } from "@chargeonce/simulator";
import { type ChaosCounts, runChaos } from "./chaos.ts";
import { deliverWebhooks } from "./courier.ts";
import { shopFor, type Told } from "./customers.ts";
import { type Fleet, type FleetCounts, startFleet } from "./fleet.ts";
import { heal } from "./heal.ts";
import { findViolations } from "./invariants.ts";
import type { Plan } from "./plan.ts";
import { startPostgres } from "./postgres-server.ts";
import { createRandom } from "./random.ts";
import { withShopDatabase } from "./shop-database.ts";

export interface Outcome {
  readonly fleet: FleetCounts;
  readonly chaos: ChaosCounts;
  readonly orders: number;
  readonly intents: number;
  readonly charges: number;
  /** How many of each kind handlers wrote. */
  readonly effects: Readonly<Record<string, number>>;
  /** Webhooks that a server answered with a 2xx. */
  readonly delivered: number;
  readonly violations: readonly string[];
}

const WEBHOOK_SECRET = "whsec_torture";
const WEBHOOK_TIMEOUT_MS = 8_000;

/** One run: customers and chaos for a while, then time to heal, then the count. */
export async function torture(plan: Plan): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-torture-"));
  const random = createRandom(plan.seed);
  const postgres = plan.store === "postgres" ? await startPostgres(folder) : null;
  const database = postgres?.url ?? join(folder, "shop.db");
  const place = { store: plan.store, database };
  let fleet: Fleet | null = null;
  const simulator = createSimulator({
    seed: plan.seed,
    webhookEndpoints: [{ url: "http://shop.test/webhook", secret: WEBHOOK_SECRET }],
    fetch: async (_url, init) => {
      const server = fleet?.findServer();
      if (!server) throw new Error("No server runs.");
      const signal = AbortSignal.timeout(WEBHOOK_TIMEOUT_MS);
      return fetch(`${server}/payments/webhook`, { ...init, signal });
    },
  });
  const stripe = await simulator.listen({ deliverWebhooks: false });
  const launch = (aheadMs: number, fated: boolean) =>
    startFleet({
      size: plan.servers,
      orders: { ...place, stripeUrl: stripe.url, aheadMs },
      simulator,
      webhookSecret: WEBHOOK_SECRET,
      folder,
      random,
      fated,
    });

  try {
    await withShopDatabase(place, (shop) => shop.makeTables());
    const mortal = launch(0, true);
    fleet = mortal;
    const calm = new AbortController();
    const quiet = new AbortController();
    const customers: Told[] = [];
    const chaos = runChaos({ fleet: mortal, simulator, postgres, random, signal: calm.signal });
    const courier = deliverWebhooks(simulator, quiet.signal);
    const until = Date.now() + plan.seconds * 1000;
    let orders = 0;
    const lane = async () => {
      while (Date.now() < until) {
        orders += 1;
        const market = { simulator, random, findServer: mortal.findServer };
        customers.push(await shopFor(market, orders));
      }
    };
    setTimeout(() => calm.abort(), plan.seconds * 1000);
    const lanes = Promise.all(Array.from({ length: plan.customers }, lane));
    await Promise.race([lanes, mortal.failed.then(() => lanes)]);
    const hurt = await chaos;
    await mortal.stop();
    quiet.abort();
    await courier;
    await heal({
      simulator,
      startFleet: (aheadMs) => launch(aheadMs, false),
      useFleet: (healing) => {
        fleet = healing;
      },
    });

    const outcome = await withShopDatabase(place, async (shop): Promise<Outcome> => {
      const delivered = simulator.webhooks.deliveries.filter(
        ({ status }) => status === "delivered",
      );
      const lostEvents: string[] = [];
      for (const { eventId } of delivered) {
        if ((await shop.store.events.findById(eventId)) === null) lostEvents.push(eventId);
      }
      const effects = await shop.readEffects();
      const payments = await shop.readPayments();
      return {
        fleet: mortal.counts,
        chaos: hurt,
        orders,
        intents: simulator.ledger.paymentIntents().length,
        charges: simulator.ledger.succeededCharges().length,
        effects: countKinds(effects),
        delivered: delivered.length,
        violations: findViolations({ simulator, effects, payments, customers, lostEvents }),
      };
    });
    // What went wrong can be looked at afterwards.
    if (outcome.violations.length === 0) rmSync(folder, { recursive: true, force: true });
    return outcome;
  } finally {
    await stripe.close();
    await postgres?.stop();
  }
}

function countKinds(effects: readonly { kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of effects) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
