import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Bench, Figure } from "../../../tools/bench/bench.ts";
import { sqliteStore } from "../src/index.ts";
import { compareSizes } from "./shared/compare-sizes.ts";
import { byteFigures, ratioFigures, runByItself, SMALL, turnsFor } from "./shared/figures.ts";
import { type FillStatements, fillStatements } from "./shared/fill-statements.ts";
import { type Dialect, EVENTS_A_PAYMENT } from "./shared/numbered.ts";
import { type Samples, takeSamples, trimmed } from "./shared/samples.ts";
import { storeCalls } from "./shared/store-calls.ts";

/** Payments of full length whose bytes are counted. */
const COUNTED = 2_000;
const START_MS = Date.UTC(2026, 0, 15);

const dialect: Dialect = {
  columns: Object.fromEntries(
    ["due_at", "created_at", "updated_at", "next_attempt_at", "received_at"].map((column) => [
      column,
      `${START_MS} + n * 1000`,
    ]),
  ),
  hex8: (expression) => `printf('%08x', ${expression})`,
  numbers: (first, last) =>
    `(with recursive numbers (n) as (select ${first} union all select n + 1 from numbers where n < ${last}) select n from numbers)`,
};

/** Whether what is stored slows down what is new: two files, from which every call takes turns. */
export const bench: Bench = {
  title: "SQLite: a store that has seen many payments, beside one that has seen 1,000",
  size: 1_000_000,
  async run(size: number): Promise<readonly Figure[]> {
    const folder = mkdtempSync(join(tmpdir(), "chargeonce-bench-"));
    try {
      const samples = await sampled(join(folder, "samples.db"));
      const counted = Math.min(COUNTED, size);
      const bytes = await countBytes(join(folder, "counted.db"), samples, counted);
      const most = Math.max(SMALL, size);
      const [small, big] = [join(folder, "small.db"), join(folder, "big.db")];
      await fill(small, trimmed(samples), SMALL);
      await fill(big, trimmed(samples), most);
      const stores = [sqliteStore({ file: small }), sqliteStore({ file: big })] as const;
      try {
        const [few, many] = stores;
        const compared = await compareSizes(
          storeCalls(few, SMALL),
          storeCalls(many, most),
          turnsFor(size),
        );
        return [...ratioFigures(compared, most), ...byteFigures(bytes)];
      } finally {
        for (const store of stores) await store.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function sampled(file: string): Promise<Samples> {
  const store = sqliteStore({ file });
  const database = new DatabaseSync(file);
  try {
    return await takeSamples(store, async (sql) => database.prepare(sql).all());
  } finally {
    database.close();
    await store.close();
  }
}

const table = (name: string) => `chargeonce_${name}`;

async function fill(file: string, samples: Samples, last: number): Promise<void> {
  const statements = fillStatements(dialect, samples, { first: 1, last, table });
  await inFile(file, (database) => {
    for (const sql of Object.values(statements).flat()) database.exec(sql);
  });
}

/** Fills payment by payment, because pages that two kinds of events share hold more than pages with one kind. */
async function countBytes(
  file: string,
  samples: Samples,
  count: number,
): Promise<Record<string, number>> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const each = numbers.map((n) => fillStatements(dialect, samples, { first: n, last: n, table }));
  return inFile(file, (database) => {
    const bytesOf = (kind: keyof FillStatements) => {
      const before = bytesIn(database);
      for (const sql of each.flatMap((statements) => statements[kind])) database.exec(sql);
      return (bytesIn(database) - before) / count;
    };
    return {
      "one payment with its indexes": bytesOf("payments"),
      "one client key": bytesOf("keys"),
      "one event, the mean of four": bytesOf("events") / EVENTS_A_PAYMENT,
    };
  });
}

/** Makes the tables in a new file, and works on it in a way that survives no crash: a million take a minute then. */
async function inFile<Result>(
  file: string,
  work: (database: DatabaseSync) => Result,
): Promise<Result> {
  await sqliteStore({ file }).close();
  const database = new DatabaseSync(file);
  try {
    // Without the write-ahead log, which the store turns on again: it would hold all of it a second time.
    database.exec("pragma journal_mode = delete");
    database.exec("pragma synchronous = off; pragma cache_size = -1000000");
    return work(database);
  } finally {
    database.close();
  }
}

function bytesIn(database: DatabaseSync): number {
  const pragma = (name: string) => Number(database.prepare(`pragma ${name}`).get()?.[name]);
  return pragma("page_count") * pragma("page_size");
}

if (import.meta.main) await runByItself(bench);
