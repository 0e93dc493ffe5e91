import { Client } from "pg";
import type { PostgresServer } from "./given-or-own.ts";

/** Makes an empty database. @returns What takes it away. */
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
