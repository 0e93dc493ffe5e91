import type { ShopDatabase } from "../shop-database.ts";
import type { World } from "../world.ts";
import { beginPayments } from "./begin.ts";
import type { Later } from "./histories.ts";
import { type Recovery, recover } from "./recover.ts";
import { QUIET } from "./roles.ts";
import { readEvents, type TrueEvent } from "./truth.ts";

export interface Outage extends Recovery {
  readonly payments: number;
  /** How many Stripe made meanwhile. */
  readonly missed: number;
  /** All until then. */
  readonly events: readonly TrueEvent[];
  readonly endedAheadMs: number;
}

const DAYS = 4;
const HOUR_MS = 3_600_000;

/**
 * Four days on which customers pay, money goes back and banks ask for it, and nothing reaches the endpoint: no delivery,
 * no worker. Then one server reconciles once.
 */
export async function outage<Tx>(
  world: World,
  shop: ShopDatabase<Tx>,
  options: {
    readonly payments: number;
    readonly firstNumber: number;
    readonly aheadMs: number;
    readonly patienceMs: number;
  },
): Promise<Outage> {
  const { simulator } = world;
  const { payments, firstNumber, patienceMs } = options;
  const before = readEvents(simulator).length;
  const daily = Math.ceil(payments / DAYS);
  let aheadMs = options.aheadMs;
  let later: readonly Later[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    // The shop itself is up: its customers are served.
    const fleet = world.launch({ roles: [QUIET], aheadMs, fates: null });
    const yesterday = later;
    const from = firstNumber + day * daily;
    later = await beginPayments(simulator, fleet.awaitServer, { from, count: daily });
    await fleet.stop();
    for (const happen of yesterday) happen();
    await simulator.advance(24);
    aheadMs += 24 * HOUR_MS;
  }
  for (const happen of later) happen();
  await simulator.advance(1);
  aheadMs += HOUR_MS;
  const events = readEvents(simulator);
  const recovery = await recover(world, shop, { roles: [QUIET], aheadMs, patienceMs });
  return {
    ...recovery,
    payments: daily * DAYS,
    missed: events.length - before,
    events,
    endedAheadMs: aheadMs,
  };
}
