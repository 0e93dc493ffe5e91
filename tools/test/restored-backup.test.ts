import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
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
    expect(await restored.payments.reconcile()).toMatchObject({ payments: 1, failed: 0 });
    expect(shop.told).toEqual(["before", "before"]);
    await expect(shop.begin("before")).rejects.toMatchObject({ code: "order_already_paid" });
  });

  it("knows nothing of payments begun later: the guide's comparison with Stripe finds them, reconcile does not", async () => {
    const shop = openBackedUpShop();
    await shop.begin("before");
    shop.backUp(BACKUP);
    await shop.pay("before");
    await shop.pay("after");
    await shop.pay("another");

    const restored = await shop.restore();
    await shop.clock.advance({ hours: 1 });
    expect(await restored.payments.reconcile()).toMatchObject({ payments: 1, failed: 0 });
    const findLost = await guidesFindLost();
    const lost = await findLost(shop.stripe, restored.store, new Date(0));
    expect(lost.map(({ metadata }) => metadata.order_id).sort()).toEqual(["after", "another"]);
    // What the guide warns of: the order is charged again.
    await shop.pay("after");
    expect(shop.simulator.ledger.succeededCharges()).toHaveLength(4);
  });
});

type Shop = ReturnType<typeof openBackedUpShop>;
type Restored = Awaited<ReturnType<Shop["restore"]>>;
type FindLost = (
  stripe: Shop["stripe"],
  store: Restored["store"],
  since: Date,
) => Promise<{ metadata: { order_id?: string } }[]>;

async function guidesFindLost(): Promise<FindLost> {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-stores-guide-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "find-lost.ts");
  writeFileSync(file, codeWith("// find-lost.ts"));
  const { findLost } = await import(pathToFileURL(file).href);
  return findLost;
}
