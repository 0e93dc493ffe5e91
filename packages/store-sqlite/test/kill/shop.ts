import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createSimulator, type Simulator } from "@chargeonce/simulator";
import { temporaryFolder } from "../sqlite-subject.ts";
import type { Life } from "./life.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** A Stripe, a database file, and one server process after another on it. */
export interface Shop {
  readonly simulator: Simulator;
  /** @returns The running server; when the last one was killed, the next one as soon as it has started. */
  server(): Promise<ServerProcess>;
  /** How many servers were killed so far. */
  deaths(): number;
  /** Lets webhooks through from now on. */
  openForWebhooks(): void;
  /** Delivers until Stripe has nothing left to deliver or gives up; the server may be killed meanwhile. */
  deliverWebhooks(): Promise<void>;
  /** What lies in the file, seen past the store. */
  look(sql: string): unknown[];
  /** All that the servers wrote: their output, and the bytes of the database's files. */
  everythingWritten(): string;
  /** May be called twice. */
  close(): Promise<void>;
}

const WEBHOOK_SECRET = "whsec_killed_shop";

/** @param lives One server each: when one is killed, the next one is started. The last one is not killed. */
export async function openShop(lives: readonly Life[], compileCache: string): Promise<Shop> {
  const { folder, remove } = temporaryFolder();
  const file = join(folder, "payments.db");
  const servers: ServerProcess[] = [];
  let deaths = 0;
  let open = false;
  let closing = false;

  const simulator = createSimulator({
    webhookEndpoints: [{ url: "http://shop.test/webhook", secret: WEBHOOK_SECRET }],
    fetch: async (_url, init) => {
      if (!open) throw new Error("The shop cannot be reached.");
      const server = await current;
      try {
        return await fetch(`${server.url}/webhook`, init);
      } catch (error) {
        await server.killed; // so that the next delivery goes to the next server
        throw error;
      }
    },
  });
  const listening = await simulator.listen();
  const start = async (life: Life): Promise<ServerProcess> => {
    const server = await startServer({
      file,
      life,
      compileCache,
      stripeUrl: listening.url,
      secretKey: simulator.keys.secretKey,
      webhookSecret: WEBHOOK_SECRET,
    });
    servers.push(server);
    return server;
  };
  /** Starts a server, and the next one upon its death. */
  const startFrom = (n: number): Promise<ServerProcess> => {
    const life = lives[n];
    if (life === undefined) return Promise.reject(new Error("The last server was killed."));
    const starting = start(life);
    const followed = starting.then(async (server) => {
      await server.killed;
      if (closing) return;
      deaths += 1;
      current = startFrom(n + 1);
    });
    followed.catch(() => undefined);
    return starting;
  };
  let current = startFrom(0);
  await current;

  return {
    simulator,
    server: () => current,
    deaths: () => deaths,
    openForWebhooks() {
      open = true;
    },
    async deliverWebhooks() {
      while (simulator.webhooks.pending().length > 0) {
        await simulator.webhooks.deliverAll();
        await nextTurn(); // for deliveries that are under way already
      }
    },
    look(sql) {
      const database = new DatabaseSync(file);
      try {
        return database
          .prepare(sql)
          .all()
          .map((row) => ({ ...row }));
      } finally {
        database.close();
      }
    },
    everythingWritten() {
      const files = [file, `${file}-wal`, `${file}-shm`].filter((name) => existsSync(name));
      return [
        ...servers.map((server) => server.output()),
        ...files.map((name) => readFileSync(name, "latin1")),
      ].join("\n");
    },
    async close() {
      if (closing) return;
      closing = true;
      await Promise.allSettled([current]); // one that is still starting must be killed, too
      for (const server of servers) await server.kill();
      await listening.close();
      remove();
    },
  };
}
