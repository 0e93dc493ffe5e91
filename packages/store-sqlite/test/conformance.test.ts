import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { storeLawsFor } from "@chargeonce/testing";
import { describe, expect, it } from "vitest";
import { sqliteStore } from "../src/index.ts";
import { sqliteSubject } from "./sqlite-subject.ts";

const { held, leftOut } = storeLawsFor(["transaction", "durability", "outage", "processes"]);

/** The subject, raced by other processes on the same file. */
async function racedSubject() {
  let file = "";
  const subject = await sqliteSubject((path) => {
    file = path;
    return sqliteStore({ file });
  });
  const script = `import { race } from "@chargeonce/testing";
    import { sqliteStore } from "@chargeonce/store-sqlite";
    await race(() => sqliteStore({ file: ${JSON.stringify(file)} }));`;
  const flags = ["--conditions=chargeonce-source", "--input-type=module", "--eval"];
  const command = [process.execPath, ...flags, script] as const;
  return { ...subject, racer: { command, cwd: join(import.meta.dirname, "..") } };
}

describe("the SQLite store", () => {
  for (const law of held) {
    it(`${law.id}: ${law.title}`, { timeout: 60_000 }, () => law.run(racedSubject));
  }

  it("is tried on every law", () => {
    expect(leftOut).toEqual([]);
  });
});

describe("the SQLite store on a connection of the application's", () => {
  const subject = () => sqliteSubject((file) => sqliteStore({ database: new DatabaseSync(file) }));
  const { held: inOneProcess } = storeLawsFor(["transaction", "durability", "outage"]);
  for (const law of inOneProcess) it(`${law.id}: ${law.title}`, () => law.run(subject));
});
