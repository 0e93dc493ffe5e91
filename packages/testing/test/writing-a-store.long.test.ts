import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { type StoreSubject, storeLawsFor } from "../src/index.ts";
import { typeFaults, writePageCode } from "./page-code.ts";

const RACE_MS = 90_000;
const COMPILING_MS = 90_000;

const code = writePageCode("docs/writing-a-store.md");
afterAll(code.remove);
// The page's racers are processes of their own, and there is no build here.
vi.stubEnv("NODE_OPTIONS", "--conditions=chargeonce-source");
vi.stubEnv("NODE_COMPILE_CACHE", join(code.folder, "compile-cache"));
const { subject }: { subject: () => Promise<StoreSubject<unknown>> } = await import(
  join(code.folder, "key-value-subject.ts")
);
const { held, leftOut } = storeLawsFor(["transaction", "durability", "outage", "processes"]);

describe("the store of docs/writing-a-store.md", () => {
  it("is compiled as it stands on the page", { timeout: COMPILING_MS }, () => {
    expect(code.files).toEqual([
      "key-value-engine.ts",
      "key-value-records.ts",
      "key-value-lists.ts",
      "key-value-payments.ts",
      "key-value-events.ts",
      "key-value-others.ts",
      "key-value-strays.ts",
      "key-value-store.ts",
      "key-value-subject.ts",
      "key-value-racer.ts",
      "key-value-store.test.ts",
    ]);
    expect(typeFaults(code)).toEqual([]);
  });

  for (const law of held) {
    it(`${law.id}: ${law.title}`, { timeout: RACE_MS }, () => law.run(subject));
  }

  it("is tried on every law", () => {
    expect(leftOut).toEqual([]);
    expect(held).toHaveLength(115);
  });
});
