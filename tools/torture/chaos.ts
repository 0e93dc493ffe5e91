import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Simulator } from "@chargeonce/simulator";
import type { Fleet } from "./fleet.ts";
import type { PostgresServer } from "./postgres-server.ts";
import { between, type Random } from "./random.ts";

export interface ChaosOptions {
  readonly fleet: Fleet;
  readonly simulator: Simulator;
  /** Null on SQLite: there is no server to hurt. */
  readonly postgres: PostgresServer | null;
  readonly random: Random;
  /** Ends it. */
  readonly signal: AbortSignal;
}

export interface ChaosCounts {
  stripeFaults: number;
  postgresStops: number;
  connectionsCut: number;
}

/** Each strikes this share of Stripe's requests, so that about every sixth meets one of them. */
const SHARE = 0.014;
const STRIPE_FAULTS: readonly Fault[] = [
  "lose_request",
  "lose_response",
  "error_500_before",
  "error_500_after",
  "error_502",
  "rate_limit_429",
  "lock_timeout",
  "idempotency_key_in_use",
  "truncate_body",
  "malformed_json",
  { slowMs: 300 },
  { late: "reset", afterRealMs: 400 },
];

/** Kills servers, breaks Stripe's answers, stops Postgres and cuts its connections, each at times of its own. */
export async function runChaos(options: ChaosOptions): Promise<ChaosCounts> {
  const { fleet, simulator, postgres, random, signal } = options;
  const counts: ChaosCounts = { stripeFaults: 0, postgresStops: 0, connectionsCut: 0 };

  const repeat = async (least: number, most: number, act: () => Promise<void> | void) => {
    while (!signal.aborted) {
      await sleep(between(random, least, most), undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await act();
    }
  };

  for (const fault of STRIPE_FAULTS) simulator.faults.next(fault, { share: SHARE });
  await Promise.all([
    repeat(1_500, 5_000, () => fleet.killOne()),
    ...(postgres === null
      ? []
      : [
          repeat(15_000, 30_000, async () => {
            await postgres.stopAtOnce();
            counts.postgresStops += 1;
            await sleep(between(random, 200, 1_500));
            await postgres.start();
          }),
          repeat(2_000, 6_000, async () => {
            counts.connectionsCut += await postgres.cutConnections();
          }),
        ]),
  ]);
  for (const { strikes } of simulator.faults.list()) counts.stripeFaults += strikes;
  simulator.faults.clear();
  return counts;
}
