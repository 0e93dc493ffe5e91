import { createDatabase, startOwnPostgres } from "@chargeonce-tools/own-postgres";
import { Pool } from "pg";
import type { Bench, Figure } from "../../../tools/bench/bench.ts";
import { compareSizes } from "../../store-sqlite/bench/shared/compare-sizes.ts";
import {
  byteFigures,
  ratioFigures,
  runByItself,
  SMALL,
  turnsFor,
} from "../../store-sqlite/bench/shared/figures.ts";
import {
  type FillStatements,
  fillStatements,
} from "../../store-sqlite/bench/shared/fill-statements.ts";
import { type Dialect, EVENTS_A_PAYMENT } from "../../store-sqlite/bench/shared/numbered.ts";
import { type Samples, takeSamples, trimmed } from "../../store-sqlite/bench/shared/samples.ts";
import { storeCalls } from "../../store-sqlite/bench/shared/store-calls.ts";
import { migrate, migrationSql, postgresStore } from "../src/index.ts";

/** Payments of full length whose bytes are counted. */
const COUNTED = 1_000;

const SETTINGS = [
  "fsync=on", // as in production: what was acknowledged is on the disk
  // A table that is filled in the transaction that made it is then not written twice.
  "wal_level=minimal",
  "max_wal_senders=0",
  "autovacuum=off", // it would begin at some point between two turns; the tables are vacuumed after the fill
];

const instant = "timestamptz '2026-01-15T00:00:00Z' + n * interval '1 second'";
const dialect: Dialect = {
  columns: {
    ...Object.fromEntries(
      [
        "due_at",
        "abandon_at",
        "unheard_at",
        "created_at",
        "updated_at",
        "next_attempt_at",
        "received_at",
      ].map((column) => [column, instant]),
    ),
    order_key: `sha256(convert_to('["","",false,"order_' || n || '"]', 'UTF8'))`,
  },
  hex8: (expression) => `lpad(to_hex(${expression}), 8, '0')`,
  numbers: (first, last) => `generate_series(${first}::bigint, ${last}::bigint) numbers (n)`,
};

/** Whether what is stored slows down what is new: two schemas, from which every call takes turns. */
export const bench: Bench = {
  title: "Postgres: a store that has seen many payments, beside one that has seen 1,000",
  size: 1_000_000,
  async run(size: number): Promise<readonly Figure[]> {
    const server = await startOwnPostgres({ settings: SETTINGS });
    try {
      await createDatabase(server, "bench");
      const pool = new Pool({ connectionString: server.url("bench") });
      try {
        const samples = await sampled(pool);
        const bytes = await countBytes(pool, samples, Math.min(COUNTED, size));
        const most = Math.max(SMALL, size);
        await fill(pool, trimmed(samples), { schema: "small", last: SMALL });
        await fill(pool, trimmed(samples), { schema: "big", last: most });
        const [few, many] = [
          postgresStore(pool, { schema: "small" }),
          postgresStore(pool, { schema: "big" }),
        ];
        const compared = await compareSizes(
          storeCalls(few, SMALL),
          storeCalls(many, most),
          turnsFor(size),
        );
        return [...ratioFigures(compared, most), ...byteFigures(bytes)];
      } finally {
        await pool.end();
      }
    } finally {
      await server.stop();
    }
  },
};

async function sampled(pool: Pool): Promise<Samples> {
  await migrate(pool);
  return takeSamples(postgresStore(pool), async (sql) => (await pool.query(sql)).rows);
}

const tableIn = (schema: string) => (name: string) => `${schema}.chargeonce_${name}`;

async function fill(
  pool: Pool,
  samples: Samples,
  { schema, last }: { schema: string; last: number },
): Promise<void> {
  const statements = fillStatements(dialect, samples, { first: 1, last, table: tableIn(schema) });
  await inNewSchema(pool, schema, Object.values(statements).flat());
  await pool.query(`checkpoint`);
}

/** Fills payment by payment, as a shop does. */
async function countBytes(
  pool: Pool,
  samples: Samples,
  count: number,
): Promise<Record<string, number>> {
  const schema = "counted";
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const each = numbers.map((n) =>
    fillStatements(dialect, samples, { first: n, last: n, table: tableIn(schema) }),
  );
  await inNewSchema(
    pool,
    schema,
    each.flatMap((statements) => Object.values(statements).flat()),
  );
  const bytesOf = async (name: keyof FillStatements) => {
    const { rows } = await pool.query<{ bytes: string }>(
      `select pg_total_relation_size('${tableIn(schema)(name)}') as bytes`,
    );
    return Number(rows[0]?.bytes) / count;
  };
  return {
    "one payment with its indexes": await bytesOf("payments"),
    "one client key": await bytesOf("keys"),
    "one event, the mean of four": (await bytesOf("events")) / EVENTS_A_PAYMENT,
  };
}

/** Makes the tables and fills them in one transaction, then leaves them as autovacuum would. */
async function inNewSchema(pool: Pool, schema: string, statements: readonly string[]) {
  const client = await pool.connect();
  try {
    await client.query(`begin; create schema ${schema}; ${migrationSql({ schema })}`);
    for (const sql of statements) await client.query(sql);
    await client.query("commit");
    for (const name of ["payments", "keys", "events"]) {
      await client.query(`vacuum analyze ${tableIn(schema)(name)}`);
    }
  } finally {
    client.release(true);
  }
}

if (import.meta.main) await runByItself(bench);
