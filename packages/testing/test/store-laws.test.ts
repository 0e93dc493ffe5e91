import type { MemoryTransaction } from "@chargeonce/core";
import { describe, expect, it } from "vitest";
import { type StoreSubject, storeLaws, storeLawsFor } from "../src/index.ts";
import { soundSubject } from "./broken/broken-store.ts";
import { brokenFinding } from "./broken/finding.ts";
import { brokenKeysAndEvents } from "./broken/keys-and-events.ts";
import { brokenListing } from "./broken/listing.ts";
import { brokenPayments } from "./broken/payments.ts";
import { brokenStrays } from "./broken/strays.ts";
import { brokenTaking } from "./broken/taking.ts";
import { brokenTransactions } from "./broken/transactions.ts";

/** Those about processes have stores of their own: see process-laws.long.test.ts. */
const { held: laws } = storeLawsFor(["transaction", "durability", "outage"]);
const BROKEN = [
  ...brokenPayments,
  ...brokenFinding,
  ...brokenKeysAndEvents,
  ...brokenTaking,
  ...brokenListing,
  ...brokenStrays,
  ...brokenTransactions,
];

describe("the laws for stores", () => {
  it("are kept by a sound store", async () => {
    expect(await lawsBrokenBy(async () => soundSubject())).toEqual([]);
  });

  it.each(BROKEN.map((each) => [each.fault, each] as const))("catch: %s", async (_, broken) => {
    expect(await lawsBrokenBy(broken.make)).toEqual(broken.caughtBy);
  });

  it("each catch something", () => {
    const caught = new Set(BROKEN.flatMap(({ caughtBy }) => caughtBy));
    expect(laws.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
  });

  it("have numbers of their own", () => {
    expect(new Set(storeLaws.map(({ id }) => id)).size).toBe(storeLaws.length);
  });
});

async function lawsBrokenBy(make: () => Promise<StoreSubject<MemoryTransaction>>) {
  const broken: string[] = [];
  for (const law of laws) {
    await law.run(make).catch(() => broken.push(law.id));
  }
  return broken;
}
