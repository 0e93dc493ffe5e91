import { type StoreSubject, storeLawsFor } from "@chargeonce/testing";
import { describe, expect, it } from "vitest";
import { type MemoryTransaction, memoryStore } from "../../src/memory/memory-store.ts";

const { held, leftOut } = storeLawsFor(["transaction"]);

describe("the memory store", () => {
  for (const law of held) it(`${law.id}: ${law.title}`, () => law.run(subject));

  it("is tried on every law but those that need more than the memory of one process", () => {
    expect(leftOut.map(({ id }) => id)).toEqual([
      "DURABLE-01",
      "OUTAGE-01",
      "PROCESS-01",
      "PROCESS-02",
      "PROCESS-03",
      "PROCESS-04",
      "PROCESS-05",
      "PROCESS-06",
      "PROCESS-07",
      "PROCESS-08",
      "PROCESS-09",
      "PROCESS-10",
      "PROCESS-11",
      "PROCESS-12",
    ]);
  });

  it("takes a handler's effects back from the last to the first", async () => {
    const takenBack: string[] = [];
    const failing = memoryStore().transaction(async ({ tx }) => {
      tx.onRollback(() => takenBack.push("first"));
      tx.onRollback(() => takenBack.push("second"));
      throw new Error("The handler failed.");
    });
    await expect(failing).rejects.toThrow("The handler failed.");
    expect(takenBack).toEqual(["second", "first"]);
  });

  it("takes nothing back when the transaction commits", async () => {
    const takenBack: string[] = [];
    await memoryStore().transaction(async ({ tx }) => {
      tx.onRollback(() => takenBack.push("never"));
    });
    expect(takenBack).toEqual([]);
  });
});

async function subject(): Promise<StoreSubject<MemoryTransaction>> {
  const store = memoryStore();
  const effects: string[] = [];
  return {
    stores: [store, store],
    effects: {
      make: (tx, name) => {
        tx.onRollback(() => effects.splice(effects.lastIndexOf(name), 1));
        effects.push(name);
      },
      seen: () => effects,
    },
    dispose: async () => undefined,
  };
}
