import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { freshPayment } from "@chargeonce/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type SqliteStore, sqliteStore } from "../src/index.ts";
import { temporaryFolder } from "./sqlite-subject.ts";
import { type Child, startChild } from "./start-child.ts";

const TIMEOUT_MS = 60_000;
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describe("several processes on one file", () => {
  it("make the schema once, and of 20 reservations of one order exactly one inserts", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const file = newFile();
    const children = ["a", "b", "c", "d", "e"].map((word) => start("reserve", file, word));
    await begin(children);
    const answers: { inserted: boolean; id: string }[] = [];
    for (const child of children) answers.push(...JSON.parse(await child.line(1)));
    const winners = answers.filter(({ inserted }) => inserted);
    expect(answers).toHaveLength(20);
    expect(winners).toHaveLength(1);
    expect(new Set(answers.map(({ id }) => id))).toEqual(new Set([winners[0]?.id]));
    expect(look(file, "select count(*) as n from chargeonce_payments")).toEqual([{ n: 1 }]);
    expect(look(file, "select version from chargeonce_schema")).toEqual([{ version: 1 }]);
  });

  it("run their transactions one after the other: none of 80 is refused its update", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const file = newFile();
    const store = open(file);
    await store.payments.reserve(freshPayment({ id: "pay_1", amount: 1 }));
    const children = [1, 2, 3, 4].map(() => start("raise-amount", file, "pay_1"));
    await begin(children);
    for (const child of children) expect(await child.line(1)).toBe("0 refused");
    expect(await store.payments.findById("pay_1")).toMatchObject({ amount: 81, version: 81 });
  });
});

describe("a process that is killed", () => {
  it("leaves what it acknowledged, and nothing of its open transaction", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const file = newFile();
    const child = start("hold-transaction", file, "pay");
    expect(await child.line(0)).toBe("inside");
    const store = open(file);
    const waiting = store.payments.reserve(freshPayment({ id: "pay_next", orderRef: "lost" }));
    await child.kill();

    expect(await waiting).toMatchObject({
      inserted: true,
      payment: { id: "pay_next", attempt: 1 },
    });
    expect(await store.payments.findById("pay_kept")).toMatchObject({ orderRef: "kept" });
    expect(await store.payments.findById("pay_lost")).toBeNull();
    expect(look(file, "select name from sqlite_master where name = 'effects'")).toEqual([]);
  });

  it("leaves every payment that it acknowledged, wherever the kill falls", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const file = newFile();
    for (const [word, lines] of [
      ["a", 1],
      ["b", 7],
      ["c", 40],
    ] as const) {
      const child = start("acknowledge", file, word);
      await child.line(lines - 1);
      await child.kill();
      const store = open(file);
      expect(child.lines.length).toBeGreaterThanOrEqual(lines);
      for (const id of child.lines) {
        expect(await store.payments.findById(id)).toMatchObject({ id, orderRef: id });
      }
      await store.close();
    }
    expect(look(file, "pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
  });
});

describe("a full disk", () => {
  it("is store_unavailable with a sentence, and takes nothing that was acknowledged", {
    timeout: TIMEOUT_MS,
  }, async () => {
    const file = newFile();
    await open(file).close();
    const child = startChild("acknowledge", { file, word: "pay", fileBlocks: 2_000 });
    cleanUps.push(() => child.kill());
    await child.ended;
    const [refusal, ...acknowledged] = [...child.lines].reverse();
    expect(refusal).toMatch(
      /^refused store_unavailable The payments database (has a full disk: free some space|was failed by its disk: check the disk), then repeat the request\.$/,
    );
    expect(acknowledged.length).toBeGreaterThan(10);
    const store = open(file);
    for (const id of acknowledged) {
      expect(await store.payments.findById(id)).toMatchObject({ id });
    }
  });
});

function newFile(): string {
  const { folder, remove } = temporaryFolder();
  cleanUps.push(remove);
  return join(folder, "payments.db");
}

function open(file: string): SqliteStore {
  const store = sqliteStore({ file });
  cleanUps.push(() => store.close());
  return store;
}

function start(name: string, file: string, word: string): Child {
  const child = startChild(name, { file, word });
  cleanUps.push(() => child.kill());
  return child;
}

async function begin(children: readonly Child[]): Promise<void> {
  for (const child of children) expect(await child.line(0)).toBe("ready");
  for (const child of children) child.start();
}

/** What lies in the file, seen past the store. */
function look(file: string, sql: string): unknown[] {
  const database = new DatabaseSync(file);
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}
