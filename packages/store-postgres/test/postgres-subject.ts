import { join } from "node:path";
import type { StoreSubject } from "@chargeonce/testing";
import { Client, Pool, type PoolClient } from "pg";
import {
  migrate,
  type PostgresStore,
  type PostgresStoreOptions,
  postgresStore,
} from "../src/index.ts";

let subjects = 0;

/** How the two stores of a subject reach the database. */
export type Reach = "pool" | "client" | "new-connection-each-time";

/** Four stores on tables of their own, as four servers have, and the application's table of effects beside them. */
export async function postgresSubject(
  url: string,
  { reach = "pool", ...options }: PostgresStoreOptions & { reach?: Reach } = {},
): Promise<StoreSubject<PoolClient>> {
  subjects += 1;
  const schema = `subject_${subjects}`;
  const application = new Pool({ connectionString: url, max: 2 });
  await migrate(application, { ...options, schema });
  await application.query(
    `create table ${schema}.effects (n integer generated always as identity, name text not null)`,
  );
  const ends: (() => Promise<void>)[] = [];
  const another = async (): Promise<PostgresStore> => {
    if (reach === "client") {
      const client = new Client({ connectionString: url });
      await client.connect();
      ends.push(() => client.end());
      return postgresStore(client, { ...options, schema });
    }
    const pool = new Pool({
      connectionString: url,
      max: 20,
      ...(reach === "pool" ? {} : { maxUses: 1 }),
    });
    ends.push(() => pool.end());
    return postgresStore(pool, { ...options, schema });
  };
  const endAll = async () => {
    for (const end of ends.splice(0)) await end();
  };

  return {
    stores: [await another(), await another(), await another(), await another()],
    racer: {
      command: [
        process.execPath,
        "--conditions=chargeonce-source",
        join(import.meta.dirname, "children/race.ts"),
        url,
        schema,
      ],
    },
    effects: {
      make: async (tx, name) => {
        await tx.query(`insert into ${schema}.effects (name) values ($1)`, [name]);
      },
      seen: async () => {
        const { rows } = await application.query(`select name from ${schema}.effects order by n`);
        return rows.map(({ name }) => String(name));
      },
    },
    reopen: async () => {
      await endAll();
      return another();
    },
    cutOff: endAll,
    dispose: async () => {
      await endAll();
      await application.query(`drop schema ${schema} cascade`);
      await application.end();
    },
  };
}
