import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { PostgresServer } from "./given-or-own.ts";

/** A pool ends before its connections are gone, and a connection that is cut says so where nobody listens any more. */
const MOST_LOOKS = 50;

/** Makes an empty database. @returns What takes it away. */
export async function createDatabase(
  server: PostgresServer,
  name: string,
): Promise<() => Promise<void>> {
  await asAdministrator(server, (client) => client.query(`create database "${name}"`));
  return () =>
    asAdministrator(server, async (client) => {
      for (let looks = 0; looks < MOST_LOOKS && (await isInUse(client, name)); looks += 1) {
        await sleep(20);
      }
      await client.query(`drop database "${name}" with (force)`);
    });
}

async function isInUse(client: Client, name: string): Promise<boolean> {
  const { rows } = await client.query("select 1 from pg_stat_activity where datname = $1", [name]);
  return rows.length > 0;
}

async function asAdministrator(
  server: PostgresServer,
  act: (client: Client) => Promise<unknown>,
): Promise<void> {
  const client = new Client({ connectionString: server.url("postgres") });
  await client.connect();
  await act(client);
  await client.end();
}
