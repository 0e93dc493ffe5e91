import { join } from "node:path";
import { storeLaws, storeLawsFor } from "@chargeonce/testing";
import { describe, expect, it } from "vitest";
import { sqliteStore } from "../src/index.ts";
import { sqliteSubject } from "./sqlite-subject.ts";

const aboutProcesses = storeLaws.filter(({ needs }) => needs.includes("processes"));

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

describe("the SQLite store among processes", () => {
  for (const law of aboutProcesses) {
    it(`${law.id}: ${law.title}`, { timeout: 60_000 }, () => law.run(racedSubject));
  }

  it("is tried on what is left out in one process", () => {
    const { leftOut } = storeLawsFor(["transaction", "durability", "outage"]);
    expect(leftOut).toEqual(aboutProcesses);
  });
});
