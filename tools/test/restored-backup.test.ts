import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openBackedUpShop } from "../../packages/store-sqlite/test/backed-up-shop.ts";
import { readBlocks } from "./readme/code-blocks.ts";

const blocks = readBlocks(join(import.meta.dirname, "../.."), "docs/stores.md");

/** The code of the only block that has the text. */
function codeWith(text: string): string {
  const [block, ...others] = blocks.filter(({ code }) => code.includes(text));
  if (block === undefined || others.length > 0) throw new Error(`Not one block has ${text}.`);
  return block.code;
}

const BACKUP = codeWith("vacuum into");

describe("a backup as the guide makes it, restored after more was paid", () => {
  it("gets back by reconcile what became of its payments, and tells their handlers again", async () => {
    const shop = openBackedUpShop();
    await shop.begin("before");
    shop.backUp(BACKUP);
    await shop.pay("before");
    expect(shop.told).toEqual(["before"]);

    const restored = await shop.restore();
    await shop.clock.advance({ hours: 1 });
    expect(await restored.payments.reconcile()).toMatchObject({ failed: 0, problems: [] });
    expect(shop.told).toEqual(["before", "before"]);
    expect((await shop.begin("before")).status).toBe("succeeded");
  });

  it("lists what was paid for payments that it has forgotten, and invents none", async () => {
    const shop = openBackedUpShop();
    await shop.begin("before");
    shop.backUp(BACKUP);
    await shop.pay("before");
    await shop.pay("after");
    await shop.pay("another");

    const restored = await shop.restore();
    await shop.clock.advance({ hours: 1 });
    const since = new Date(shop.clock.now().getTime() - 48 * 3_600_000);
    const dry = await restored.payments.reconcile({ dryRun: true, since });
    const lost = dry.comparison?.paidThereNotHere ?? [];
    expect(lost.map(({ orderRef, because }) => [orderRef, because]).sort()).toEqual([
      ["after", "no_such_payment"],
      ["another", "no_such_payment"],
    ]);
    expect(shop.told).toEqual(["before", "after", "another"]);

    const { comparison, problems } = await restored.payments.reconcile({ since });
    expect(problems).toEqual([]);
    expect(comparison?.paidThereNotHere).toEqual(lost);
    expect(shop.told).toEqual(["before", "after", "another", "before"]);
    expect(await restored.payments.list()).toHaveLength(1);
    // What the guide warns of: the order is charged again.
    await shop.pay("after");
    expect(shop.simulator.ledger.succeededCharges()).toHaveLength(4);
  });
});
