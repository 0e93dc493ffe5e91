import { randomUUID } from "node:crypto";
import { createDatabase, startGivenOrOwn } from "@chargeonce-tools/own-postgres";
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
  const server = await startGivenOrOwn();
  const drops: (() => Promise<void>)[] = [];
  return {
    async command(sql) {
      await look(new URL(server.url("postgres")), sql);
    },
    async createDatabase() {
      const name = `shop_${randomUUID().replaceAll("-", "")}`;
      drops.push(await createDatabase(server, name));
      return new URL(server.url(name));
    },
    async stop() {
      for (const drop of drops) await drop();
      await server.stop();
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
