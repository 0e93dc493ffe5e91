import { setTimeout as sleep } from "node:timers/promises";
import type { Spent } from "../mortal-ports.ts";
import type { ServerRole } from "../plan.ts";
import type { ShopDatabase } from "../shop-database.ts";
import type { World } from "../world.ts";
import { askForSpent, askToReconcile, type Reconciled } from "./ask-server.ts";
import { countPending, countUntold } from "./evidence.ts";

export interface Recovery {
  readonly reconciled: Reconciled;
  /** How many events waited when it began. */
  readonly waiting: number;
  /** Of the one run. */
  readonly reconcileMs: number;
  /** Until nothing waited any more, and all was told. */
  readonly ms: number;
  /** What the servers' port calls came to meanwhile, by name. */
  readonly spent: Readonly<Record<string, Spent>>;
}

const POLL_MS = 100;
/** Of a few failures. */
const RETRY_WITHIN_MS = 10_000;

/** With servers that nothing kills: one reconciles once, their workers do what is left. */
export async function recover<Tx>(
  world: World,
  shop: ShopDatabase<Tx>,
  options: {
    readonly roles: readonly ServerRole[];
    readonly aheadMs: number;
    /** Looked at afterwards by a run that changes nothing. */
    readonly look?: (found: Reconciled) => void;
    /** How long the workers may take for what is left. */
    readonly patienceMs: number;
  },
): Promise<Recovery> {
  const { roles, aheadMs, look, patienceMs } = options;
  const fleet = world.launch({ roles, aheadMs, fates: null });
  try {
    const server = await fleet.awaitServer();
    const waiting = await countPending(shop);
    const began = Date.now();
    const reconciled = await askToReconcile(server);
    const reconciledAt = Date.now();
    const reconcileMs = reconciledAt - began;
    // What a killed worker had in hand failed once, and is tried again a little later.
    const rest = async () =>
      (await countPending(shop)) +
      (await countUntold(shop, new Date(Date.now() + aheadMs + RETRY_WITHIN_MS)));
    while ((await rest()) > 0 && Date.now() - reconciledAt < patienceMs) await sleep(POLL_MS);
    const ms = Date.now() - began;
    if (look) look(await askToReconcile(server, { dryRun: true }));
    const spent = sum(await Promise.all(fleet.servers().map(askForSpent)));
    return { reconciled, waiting, reconcileMs, ms, spent };
  } finally {
    await fleet.stop();
  }
}

function sum(all: readonly Readonly<Record<string, Spent>>[]): Record<string, Spent> {
  const sums: Record<string, Spent> = {};
  for (const [point, { calls, ms }] of all.flatMap((each) => Object.entries(each))) {
    const before = sums[point] ?? { calls: 0, ms: 0 };
    sums[point] = { calls: before.calls + calls, ms: before.ms + ms };
  }
  return sums;
}
