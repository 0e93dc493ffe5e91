import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase, startOwnPostgres } from "@chargeonce-tools/own-postgres";
import pg from "pg";

/** A real Postgres that can be hurt. */
export interface PostgresServer {
  readonly url: string;
  /** As a power cut of the server's process: no shutdown, recovery at the next start. */
  stopAtOnce(): Promise<void>;
  start(): Promise<void>;
  /** @returns How many connections it cut. */
  cutConnections(): Promise<number>;
  stop(): Promise<void>;
}

const DATABASE = "shop";
/** What was acknowledged is on the disk, as in production. */
const SETTINGS = ["fsync=on"];

/** @param folder Gets the data, which stay; its parents must be traversable, for Postgres runs as a user of its own. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  const server = await startOwnPostgres({ folder, settings: SETTINGS });
  await createDatabase(server, DATABASE);
  const url = server.url(DATABASE);

  const start = async () => {
    await server.start();
    for (;;) {
      try {
        await query(url, "select 1");
        return;
      } catch {
        await sleep(50); // it recovers
      }
    }
  };

  return {
    url,
    start,
    async stopAtOnce() {
      const [line = ""] = readFileSync(join(server.dataFolder, "postmaster.pid"), "utf8").split(
        "\n",
      );
      const pid = Number(line);
      process.kill(pid, "SIGQUIT"); // Postgres calls it an immediate shutdown
      while (isAlive(pid)) await sleep(20);
    },
    async cutConnections() {
      try {
        const { rowCount } = await query(
          url,
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and random() < 0.5",
        );
        return rowCount ?? 0;
      } catch {
        return 0; // it is down
      }
    },
    stop: () => server.shutDown(),
  };
}

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined); // told by the query itself
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
