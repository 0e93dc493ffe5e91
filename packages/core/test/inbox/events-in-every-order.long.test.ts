import { describe, expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { countOf, firstPayment, type PaidShop, paidShop, processedShop } from "../kit/paid-shop.ts";
import { storedPayment } from "../kit/pay.ts";
import { permutations } from "../kit/permutations.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("whatever the order of a canceled payment's events of one second, it is canceled once", async () => {
    const names = ["created", "requires_action", "processing", "failed", "canceled"] as const;
    const outcomes: string[] = [];
    for (const order of permutations(names)) {
      const shop = await processedShop({}, { store: make() });
      await shop.dashboard.paymentIntents.cancel(shop.intentId);
      await tellInOrder(shop, order);
      outcomes.push(await outcomeOf(shop));
    }
    // Of the failed try somebody hears where it comes before any hint that makes us ask Stripe, which says canceled.
    expect(countOf(outcomes)).toEqual({
      "canceled, 0 contradictions: failed, canceled": 30,
      "canceled, 0 contradictions: canceled": 90,
    });
  });

  // Every hint makes us ask Stripe, where it has succeeded: canceled stays only where it was told before all of them, and
  // of the failed try somebody hears only where it is the first of them.
  test.each([
    { first: "created", failed: 24, succeeded: 72, canceled: 24 },
    { first: "requires_action", failed: 0, succeeded: 120, canceled: 0 },
    { first: "processing", failed: 0, succeeded: 120, canceled: 0 },
    { first: "failed", failed: 120, succeeded: 0, canceled: 0 },
    { first: "succeeded", failed: 0, succeeded: 120, canceled: 0 },
    { first: "canceled", failed: 0, succeeded: 0, canceled: 120 },
  ] as const)(
    "of canceled and succeeded, told in every order with the rest after $first, the first stays and nothing is lost",
    async ({ first, failed, succeeded, canceled }) => {
      const rest = NAMES.filter((name) => name !== first);
      const outcomes: string[] = [];
      for (const order of permutations(rest)) {
        const shop = await paidShop({}, { store: make() });
        const seen = await tellInOrder(shop, [first, ...order]);
        // `succeeded` and `canceled` are never left again.
        const final = seen.findIndex((status) => status === "succeeded" || status === "canceled");
        expect(new Set(seen.slice(final)).size).toBe(1);
        outcomes.push(await outcomeOf(shop));
      }
      const counts = countOf(outcomes);
      expect(outcomes).toHaveLength(120);
      expect(counts["succeeded, 0 contradictions: failed, succeeded"] ?? 0).toBe(failed);
      expect(counts["succeeded, 0 contradictions: succeeded"] ?? 0).toBe(succeeded);
      expect(counts["canceled, 1 contradictions: canceled, review"] ?? 0).toBe(canceled);
    },
  );
});

const NAMES = [
  "created",
  "requires_action",
  "processing",
  "failed",
  "succeeded",
  "canceled",
] as const;

/** Delivers one crafted event of each name, all of one `created` second. @returns The status after each. */
async function tellInOrder(shop: PaidShop, order: readonly (keyof typeof OBJECTS)[]) {
  const base = lastEvent(shop, "payment_intent.created");
  const seen: string[] = [];
  for (const name of order) {
    const type = `payment_intent.${name === "failed" ? "payment_failed" : name}`;
    const event = { id: `evt_${name}`, type, created: 1_795_435_200 };
    const object = {
      ...OBJECTS[name],
      metadata: { payment_id: "pay_00000000000000000000000000000001" },
    };
    const reply = await deliverCrafted(shop, crafted(base, { event, object }));
    expect(reply.status).toBe(200);
    seen.push((await firstPayment(shop)).status);
  }
  return seen;
}

const OBJECTS = {
  created: { status: "requires_payment_method" },
  requires_action: { status: "requires_action" },
  processing: { status: "processing" },
  failed: {
    status: "requires_payment_method",
    last_payment_error: {
      code: "card_declined",
      message: "No.",
      charge: "ch_1",
      type: "card_error",
    },
  },
  succeeded: { status: "succeeded", amount_received: 1050 },
  canceled: { status: "canceled", cancellation_reason: "abandoned" },
} as const;

async function outcomeOf(shop: PaidShop): Promise<string> {
  const { id } = await firstPayment(shop);
  const { status, contradictions } = await storedPayment(shop, id);
  const heard = shop.effects.map((effect) => effect.replace(":order_1", ""));
  return `${status}, ${contradictions.length} contradictions: ${heard.join(", ")}`;
}
