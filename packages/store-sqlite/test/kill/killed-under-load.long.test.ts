import { expect, test, vi } from "vitest";
import { pay } from "./customer.ts";
import { expectInvariants } from "./invariants.ts";
import { LATER_MS, letWorkerFinish } from "./let-worker-finish.ts";
import type { Life } from "./life.ts";
import { ORDERS, type ShopOrder } from "./orders.ts";
import { seededRandom } from "./seeded-random.ts";
import { shopOpener } from "./shop-opener.ts";

const DEATHS = 5;
/** More than a server needs for three payments, so that some die while idle and some in the middle of all. */
const MOST_CALLS = 60;

/** Ann pays from two devices at once, with different cards. */
const CUSTOMERS = [
  {
    name: "ann",
    cards: ["pm_card_visa_chargeDeclined", "pm_card_visa"],
    comesBack: true,
    orderId: "order_1",
  },
  { name: "ann-too", cards: ["pm_card_mastercard"], comesBack: true, orderId: "order_1" },
  {
    name: "bob",
    cards: ["pm_card_threeDSecure2Required"],
    comesBack: true,
    orderId: "order_2",
  },
  { name: "eve", cards: ["pm_card_visa"], comesBack: false, orderId: "order_3" },
] as const;

const open = shopOpener();

test.each([1, 2, 3])(
  "three orders paid at once are charged once each while one server after the other is killed, seed %i",
  {
    timeout: 120_000,
  },
  async (seed) => {
    const shop = await open(randomLives(seed));
    shop.openForWebhooks();
    const [ann, annToo, bob, eve] = await Promise.all(
      CUSTOMERS.map(({ orderId, ...customer }) => pay({ shop, ...customer }, orderOf(orderId))),
    );
    // Servers that outlived the payments die in the worker's calls.
    await vi.waitFor(() => expect(shop.deaths()).toBe(DEATHS), { timeout: 60_000, interval: 20 });
    await shop.deliverWebhooks();
    await letWorkerFinish(shop);

    const charged = expectInvariants(shop, `seed ${seed}`);
    expect(charged.slice(0, 2)).toEqual(["order_1", "order_2"]);
    const ends = ["succeeded", "order_already_paid"];
    expect(ends).toContain(ann);
    expect(ends).toContain(annToo);
    expect(bob).toBe("succeeded");
    if (eve === "succeeded") expect(charged).toContain("order_3");
  },
);

function orderOf(orderId: string): ShopOrder {
  const order = ORDERS.find(({ id }) => id === orderId);
  if (order === undefined) throw new Error(`There is no order ${orderId}.`);
  return order;
}

function randomLives(seed: number): Life[] {
  const random = seededRandom(seed);
  const mortal = Array.from({ length: DEATHS }, (): Life => {
    const at = 1 + Math.floor(random() * MOST_CALLS);
    return {
      kill: { at, when: random() < 0.5 ? "before" : "after" },
      worker: true,
      aheadMs: 0,
    };
  });
  return [...mortal, { kill: null, worker: true, aheadMs: LATER_MS }];
}
