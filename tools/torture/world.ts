import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSimulator, type Simulator } from "@chargeonce/simulator";
import { type Fleet, startFleet } from "./fleet.ts";
import type { Fates, ServerRole, StoreKind } from "./plan.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { createRandom, type Random } from "./random.ts";

/** A Stripe and a database that outlive every server. */
export interface World {
  readonly simulator: Simulator;
  /** Null on SQLite. */
  readonly postgres: PostgresServer | null;
  readonly random: Random;
  readonly place: { readonly store: StoreKind; readonly database: string };
  /** Starts servers, to which webhooks are delivered from now on. */
  launch(options: { roles: readonly ServerRole[]; aheadMs: number; fates: Fates | null }): Fleet;
  close(): Promise<void>;
  /** Removes what the servers left on the disk. */
  remove(): void;
}

const WEBHOOK_SECRET = "whsec_torture";
const WEBHOOK_TIMEOUT_MS = 8_000;

/** @param plan The same seed draws the same. */
export async function openWorld({
  store,
  seed,
}: {
  readonly store: StoreKind;
  readonly seed: number;
}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-torture-"));
  const random = createRandom(seed);
  const postgres = store === "postgres" ? await startPostgres(folder) : null;
  const place = { store, database: postgres?.url ?? join(folder, "shop.db") };
  let fleet: Fleet | null = null;
  const simulator = createSimulator({
    seed,
    webhookEndpoints: [{ url: "http://shop.test/webhook", secret: WEBHOOK_SECRET }],
    fetch: async (_url, init) => {
      const server = fleet?.findServer();
      if (!server) throw new Error("No server runs.");
      const signal = AbortSignal.timeout(WEBHOOK_TIMEOUT_MS);
      return fetch(`${server}/payments/webhook`, { ...init, signal });
    },
  });
  const stripe = await simulator.listen({ deliverWebhooks: false });

  return {
    simulator,
    postgres,
    random,
    place,
    launch({ roles, aheadMs, fates }) {
      fleet = startFleet({
        roles,
        orders: { ...place, stripeUrl: stripe.url, aheadMs },
        simulator,
        webhookSecret: WEBHOOK_SECRET,
        folder,
        random,
        fates,
      });
      return fleet;
    },
    async close() {
      await stripe.close();
      await postgres?.stop();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
