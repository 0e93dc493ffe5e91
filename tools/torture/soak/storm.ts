import { type ChaosCounts, runChaos } from "../chaos.ts";
import type { FleetCounts } from "../fleet.ts";
import type { World } from "../world.ts";
import { type Deliveries, type DeliveryCounts, deliver } from "./deliver.ts";
import type { Later } from "./histories.ts";
import { fatesFor, mixedRoles, tempoFor } from "./roles.ts";
import type { SoakPlan } from "./soak-plan.ts";
import { readEvents } from "./truth.ts";

export interface Storm {
  readonly fleet: FleetCounts;
  readonly chaos: ChaosCounts;
  readonly counts: DeliveryCounts;
  readonly deliveries: Deliveries;
  /** Of the deliveries. */
  readonly ms: number;
}

/** Past the five seconds that some refunds and banks take here. */
export const LATER_HOURS = 0.01;

/** Delivers all that has happened, lets the rest happen, and delivers that too, while everything breaks. */
export async function storm(world: World, plan: SoakPlan, later: readonly Later[]): Promise<Storm> {
  const { simulator, postgres, random } = world;
  const fleet = world.launch({
    roles: mixedRoles(plan.servers, plan.flaw),
    aheadMs: 0,
    fates: fatesFor(plan.seconds),
  });
  await fleet.awaitServer();
  const began = Date.now();
  const deliveries: Deliveries = new Map();
  const counts: DeliveryCounts = { delivered: 0, refused: 0, dropped: 0, duplicates: 0, late: 0 };
  const signal = AbortSignal.timeout(plan.seconds * 1_000);
  const calm = new AbortController();
  const chaos = runChaos({
    fleet,
    simulator,
    postgres,
    random,
    tempo: tempoFor(plan.seconds),
    signal: AbortSignal.any([signal, calm.signal]),
  });
  const post = {
    simulator,
    findServer: fleet.findServer,
    random,
    deliveries,
    counts,
    signal,
  };

  const sent = new Set<string>();
  const deliverNew = async () => {
    const fresh = readEvents(simulator).flatMap(({ id }) => (sent.has(id) ? [] : id));
    for (const id of fresh) sent.add(id);
    await Promise.race([deliver(post, fresh), fleet.failed.then(() => undefined)]);
  };
  await deliverNew();
  for (const happen of later) happen();
  await simulator.advance(LATER_HOURS);
  await deliverNew();

  const ms = Date.now() - began;
  calm.abort();
  const hurt = await chaos;
  await fleet.stop();
  return { fleet: fleet.counts, chaos: hurt, counts, deliveries, ms };
}
