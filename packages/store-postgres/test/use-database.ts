import { randomUUID } from "node:crypto";
import {
  createDatabase,
  type PostgresServer,
  startGivenOrOwn,
} from "@chargeonce-tools/own-postgres";
import { Client, Pool, type PoolConfig } from "pg";
import { afterAll, afterEach, beforeAll } from "vitest";
import {
  migrate,
  type PostgresStore,
  type PostgresStoreOptions,
  postgresStore,
} from "../src/index.ts";

/** A database of a test file's own. What a test opens is closed after it. */
export interface TestDatabase {
  url(): string;
  pool(options?: PoolConfig): Pool;
  client(): Promise<Client>;
  /** A schema that no other test has, with the tables made in it. */
  schema(): Promise<string>;
  /** A store on tables of its own, and the pool under it. */
  store(options?: PostgresStoreOptions & { pool?: PoolConfig }): Promise<{
    store: PostgresStore;
    pool: Pool;
    schema: string;
  }>;
  /** What lies in the database, seen past the store. */
  look(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  cleanUp(work: () => unknown): void;
}

/** More connections than a busy test needs, and deadlocks that are noticed soon. */
const startForTests = () =>
  startGivenOrOwn({ settings: ["max_connections=200", "deadlock_timeout=50ms"] });

/** @param start Where the file's server comes from. */
export function useDatabase(start: () => Promise<PostgresServer> = startForTests): TestDatabase {
  const name = `chargeonce_test_${randomUUID().replaceAll("-", "")}`;
  let server: PostgresServer | undefined;
  let drop: () => Promise<void> = async () => undefined;
  let schemas = 0;
  const cleanUps: (() => unknown)[] = [];

  beforeAll(async () => {
    server = await start();
    drop = await createDatabase(server, name);
  });
  afterEach(async () => {
    for (const work of cleanUps.splice(0).reverse()) await work();
  });
  afterAll(async () => {
    await drop();
    await server?.stop();
  });

  const url = () => {
    if (server === undefined) throw new Error("The server starts before the first test.");
    return server.url(name);
  };
  const pool = (options: PoolConfig = {}) => {
    const opened = new Pool({ connectionString: url(), ...options });
    cleanUps.push(() => (opened.ended ? undefined : opened.end()));
    return opened;
  };
  const client = async () => {
    const opened = new Client({ connectionString: url() });
    await opened.connect();
    cleanUps.push(() => opened.end());
    return opened;
  };
  /** Leaves no connection behind: the server may be stopped at any time. */
  const briefly = async <Result>(work: (client: Client) => Promise<Result>): Promise<Result> => {
    const opened = new Client({ connectionString: url() });
    await opened.connect();
    try {
      return await work(opened);
    } finally {
      await opened.end();
    }
  };
  const schema = async () => {
    schemas += 1;
    const own = `s_${schemas}`;
    await briefly((each) => migrate(each, { schema: own }));
    return own;
  };

  return {
    url,
    pool,
    client,
    schema,
    async store({ pool: poolOptions, ...options } = {}) {
      const own = options.schema ?? (await schema());
      const opened = pool(poolOptions);
      return {
        store: postgresStore(opened, { ...options, schema: own }),
        pool: opened,
        schema: own,
      };
    },
    look: (sql, values = []) => briefly(async (each) => (await each.query(sql, values)).rows),
    cleanUp: (work) => cleanUps.push(work),
  };
}
