import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Simulator } from "@chargeonce/simulator";
import { type Fate, type Fates, POINTS, type ServerOrders, type ServerRole } from "./plan.ts";
import { between, pick, type Random } from "./random.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** Server processes on one database, each replaced when it dies. */
export interface Fleet {
  /** Some running server's URL; null while none runs. */
  findServer(): string | null;
  /** The same, once one runs. */
  awaitServer(): Promise<string>;
  /** The URLs of all that run. */
  servers(): readonly string[];
  /** `kill -9` of one that runs. */
  killOne(): void;
  readonly counts: FleetCounts;
  /** Rejects when a server ends in a way in which none may. */
  readonly failed: Promise<unknown>;
  /** Ends all of them in peace. */
  stop(): Promise<void>;
}

export interface FleetCounts {
  /** Killed from outside. */
  killed: number;
  /** Died at a named point. */
  fated: number;
  /** Started again after a death. */
  restarted: number;
}

export interface FleetOptions {
  /** One for each server. */
  readonly roles: readonly ServerRole[];
  readonly orders: Omit<ServerOrders, "fate" | "role">;
  readonly simulator: Simulator;
  readonly webhookSecret: string;
  readonly folder: string;
  readonly random: Random;
  /** Null when none dies by itself. */
  readonly fates: Fates | null;
}

export function startFleet(options: FleetOptions): Fleet {
  const { roles, fates, random, folder } = options;
  const running = new Set<ServerProcess>();
  const counts: FleetCounts = { killed: 0, fated: 0, restarted: 0 };
  const killed = new Set<ServerProcess>();
  let stopping = false;

  const drawFate = (): Fate | null =>
    fates !== null && random() < fates.share
      ? {
          point: pick(random, POINTS),
          n: between(random, 1, fates.mostCalls),
          when: random() < 0.5 ? "before" : "after",
        }
      : null;

  async function keepOne(role: ServerRole): Promise<void> {
    for (let lives = 0; !stopping; lives += 1) {
      if (lives > 0) counts.restarted += 1;
      const server = await startServer({
        orders: { ...options.orders, role, fate: drawFate() },
        secretKey: options.simulator.keys.secretKey,
        webhookSecret: options.webhookSecret,
        compileCache: join(folder, "compile-cache"),
        logFile: join(folder, "servers.log"),
      });
      if (server === null) {
        counts.fated += 1; // at a point before it listened
        continue;
      }
      running.add(server);
      if (stopping) await server.stop();
      const end = await server.ended;
      running.delete(server);
      if (stopping) return;
      if (end !== "SIGKILL") {
        throw new Error(`A server ended with ${end}; see ${join(folder, "servers.log")}.`);
      }
      if (killed.has(server)) counts.killed += 1;
      else counts.fated += 1;
    }
  }

  const keepers = roles.map(keepOne);
  const failed = Promise.all(keepers);
  failed.catch(() => undefined);

  const findServer = () => (running.size === 0 ? null : pick(random, [...running]).url);

  return {
    counts,
    failed,
    findServer,
    servers: () => [...running].map(({ url }) => url),
    async awaitServer() {
      for (;;) {
        const server = findServer();
        if (server !== null) return server;
        await Promise.race([failed, sleep(20)]);
      }
    },
    killOne() {
      if (running.size === 0) return;
      const victim = pick(random, [...running]);
      killed.add(victim);
      victim.kill();
    },
    async stop() {
      stopping = true;
      await Promise.all([...running].map((server) => server.stop()));
      await failed;
    },
  };
}
