import { migrate, postgresStore } from "@chargeonce/store-postgres";
import { createDatabase, startGivenOrOwn } from "@chargeonce-tools/own-postgres";
import pg from "pg";
import type { OpenedStore } from "./opened-store.ts";

/** One database, emptied between worlds. */
export async function openPostgresWorlds(): Promise<OpenedStore> {
  const server = await startGivenOrOwn({ settings: ["synchronous_commit=off"] });
  const name = `explore_${process.pid}`;
  const drop = await createDatabase(server, name);
  const pool = new pg.Pool({ connectionString: server.url(name), max: 8 });
  await migrate(pool);
  const { rows } = await pool.query<{ tablename: string }>(
    "select tablename from pg_tables where schemaname = 'public' and tablename not like '%migrations'",
  );
  const tables = rows.map(({ tablename }) => `"${tablename}"`).join(", ");
  return {
    async empty() {
      // Cheaper than `truncate` for a few rows.
      await pool.query(
        tables
          .split(", ")
          .map((table) => `delete from ${table}`)
          .join("; "),
      );
      return postgresStore(pool);
    },
    async close() {
      await pool.end();
      await drop();
      await server.stop();
    },
  };
}
