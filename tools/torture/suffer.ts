import { type ChaosCounts, runChaos } from "./chaos.ts";
import { deliverWebhooks } from "./courier.ts";
import { shopFor, type Told } from "./customers.ts";
import type { FleetCounts } from "./fleet.ts";
import type { Fates, Plan, ServerRole, Tempo } from "./plan.ts";
import type { World } from "./world.ts";

export interface Suffering {
  readonly fleet: FleetCounts;
  readonly chaos: ChaosCounts;
  readonly customers: readonly Told[];
}

const PROGRESS_MS = 30_000;

/** What every server of the torture is. */
export const ROLE: ServerRole = {
  webhookMode: "inline",
  worker: { reconcileEveryMs: 3_600_000 },
  flaw: null,
};
const FATES: Fates = { share: 0.7, mostCalls: 15 };
const TEMPO: Tempo = {
  killMs: [1_500, 5_000],
  postgresStopMs: [15_000, 30_000],
  connectionCutMs: [2_000, 6_000],
  stripeShare: 0.014, // of each kind, so that about every sixth request meets one of them
};

/** Customers come, one after the other in each lane, while everything breaks; then the last of them are served. */
export async function suffer(world: World, plan: Plan): Promise<Suffering> {
  const { simulator, postgres, random } = world;
  const fleet = world.launch({
    roles: Array.from({ length: plan.servers }, () => ROLE),
    aheadMs: 0,
    fates: FATES,
  });
  const calm = AbortSignal.timeout(plan.seconds * 1000);
  const quiet = new AbortController();
  const chaos = runChaos({ fleet, simulator, postgres, random, tempo: TEMPO, signal: calm });
  const courier = deliverWebhooks(simulator, quiet.signal);

  const customers: Told[] = [];
  let orders = 0;
  const lane = async () => {
    while (!calm.aborted) {
      orders += 1;
      customers.push(await shopFor({ simulator, random, findServer: fleet.findServer }, orders));
    }
  };
  const progress = setInterval(() => {
    const { killed, fated } = fleet.counts;
    console.error(`${customers.length} customers served, ${killed + fated} servers dead`);
  }, PROGRESS_MS);
  const lanes = Promise.all(Array.from({ length: plan.customers }, lane));
  await Promise.race([lanes, fleet.failed.then(() => lanes)]);
  clearInterval(progress);
  const hurt = await chaos;
  await fleet.stop();
  quiet.abort();
  await courier;
  return { fleet: fleet.counts, chaos: hurt, customers };
}
