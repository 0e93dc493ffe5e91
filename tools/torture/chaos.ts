import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Simulator } from "@chargeonce/simulator";
import type { Fleet } from "./fleet.ts";
import type { Tempo } from "./plan.ts";
import type { PostgresServer } from "./postgres-server.ts";
import { between, type Random } from "./random.ts";

export interface ChaosOptions {
  readonly fleet: Fleet;
  readonly simulator: Simulator;
  /** Null on SQLite: there is no server to hurt. */
  readonly postgres: PostgresServer | null;
  readonly random: Random;
  readonly tempo: Tempo;
  /** Ends it. */
  readonly signal: AbortSignal;
}

export interface ChaosCounts {
  stripeFaults: number;
  postgresStops: number;
  connectionsCut: number;
}

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
  const { fleet, simulator, postgres, random, tempo, signal } = options;
  const counts: ChaosCounts = { stripeFaults: 0, postgresStops: 0, connectionsCut: 0 };

  const repeat = async (
    [least, most]: readonly [number, number],
    act: () => Promise<void> | void,
  ) => {
    while (!signal.aborted) {
      await sleep(between(random, least, most), undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await act();
    }
  };

  for (const fault of STRIPE_FAULTS) simulator.faults.next(fault, { share: tempo.stripeShare });
  await Promise.all([
    repeat(tempo.killMs, () => fleet.killOne()),
    ...(postgres === null
      ? []
      : [
          repeat(tempo.postgresStopMs, async () => {
            await postgres.stopAtOnce();
            counts.postgresStops += 1;
            await sleep(between(random, 200, 1_500));
            await postgres.start();
          }),
          repeat(tempo.connectionCutMs, async () => {
            counts.connectionsCut += await postgres.cutConnections();
          }),
        ]),
  ]);
  for (const { strikes } of simulator.faults.list()) counts.stripeFaults += strikes;
  simulator.faults.clear();
  return counts;
}
