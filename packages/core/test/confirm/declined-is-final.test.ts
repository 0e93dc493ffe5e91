import { expect, test } from "vitest";
import {
  charged,
  confirmOrder,
  enterCard,
  intentIdOf,
  processOrder,
  requestsTo,
} from "../kit/pay.ts";
import { createShop, type Reply, type Shop } from "../kit/shop.ts";
import { createWire, type Wire } from "../kit/wire.ts";

const VISA = "4242424242424242";
const MASTERCARD = "5555555555554444";
const CHALLENGED = "4000002760003184";
const NO_FUNDS = "4000000000009995";
const DECLINED = "4000000000000002";

/** K1 has confirmed card A; its request is late, and the client was told that nobody knows. */
interface Slow {
  readonly shop: Shop;
  readonly wire: Wire;
  readonly processed: Reply;
  readonly cards: { readonly a: string; readonly b: string; readonly c: string };
  confirm(key: string | null, card: string | null): Promise<Reply>;
  /** The very first request arrives at Stripe. */
  arrive(): Promise<number>;
}

async function slowConfirm(a = VISA, b = DECLINED, c = CHALLENGED): Promise<Slow> {
  const shop = createShop();
  const wire = createWire(shop.simulator);
  const to = shop.another({ stripe: wire.stripe() });
  const cards = {
    a: await enterCard(shop, a),
    b: await enterCard(shop, b),
    c: await enterCard(shop, c),
  };
  const processed = await processOrder(shop, {}, { to });
  const confirm: Slow["confirm"] = (key, card) =>
    confirmOrder(shop, processed, card, { to, ...(key === null ? {} : { key }) });
  const late = wire.detain("/confirm");
  const unknown = await confirm("K1", cards.a);
  expect(unknown.body.error.code).toBe("payment_outcome_unknown");
  return { shop, wire, processed, cards, confirm, arrive: late.arrive };
}

const DEFINITE = ["card_declined", "authentication_failed", "payment_method_invalid"];

/** The law: what was told "declined" takes no money when its late request arrives. */
async function holdsToItsWord({ shop, arrive }: Slow, told: Reply): Promise<void> {
  const before = charged(shop).length;
  await arrive();
  const definite = DEFINITE.includes(told.body.error?.code);
  expect({ definite, took: definite ? charged(shop).length - before : 0 }).toEqual({
    definite,
    took: 0,
  });
  expect(charged(shop).length).toBeLessThanOrEqual(1);
}

test("the failed challenge of another card, which the app began, is not told to a key whose request has no answer", async () => {
  const slow = await slowConfirm();
  const { shop, processed, cards, confirm } = slow;
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: cards.c });
  expect((await confirm("K1", cards.a)).body.status).toBe("requires_action");
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  const told = await confirm("K1", cards.a);
  expect(told.body.status).toBe("succeeded");
  await holdsToItsWord(slow, told);
  expect(charged(shop)).toHaveLength(1);
});

test("the failed challenge of the same card, which the app began, is not told either", async () => {
  const slow = await slowConfirm("4000002500003155");
  const { shop, processed, cards, confirm } = slow;
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: cards.a });
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  const told = await confirm("K1", cards.a);
  expect(DEFINITE).not.toContain(told.body.error?.code);
  await holdsToItsWord(slow, told);
});

test("another card, half a minute later, fences the unanswered attempt: its key is told to start over, and its late request is refused", async () => {
  const slow = await slowConfirm();
  const { shop, cards, confirm, arrive } = slow;
  shop.clock.advance({ seconds: 30 });
  expect((await confirm("K2", cards.b)).body.error.code).toBe("payment_canceled");
  expect((await confirm("K1", cards.a)).body.error.code).toBe("payment_canceled");
  expect(await arrive()).toBe(400);
  expect(charged(shop)).toEqual([]);
});

test("a decline of a card that the app tried by itself is not told to a key whose request has no answer", async () => {
  const slow = await slowConfirm(VISA, NO_FUNDS, DECLINED);
  const { shop, processed, cards, confirm } = slow;
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: cards.c });
  const told = await confirm("K1", cards.a);
  expect(told.body.status).toBe("succeeded");
  await holdsToItsWord(slow, told);
});

test("every order of what may happen to an unanswered attempt: no key that was told a decline is charged later", async () => {
  const acts: Record<string, (slow: Slow) => unknown> = {
    "app declines": ({ shop, processed, cards }) =>
      shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: cards.b }),
    "app is challenged": ({ shop, processed, cards }) =>
      shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: cards.c }),
    "challenge fails": ({ shop, processed }) => {
      const waiting = shop.simulator.ledger.paymentIntents({ status: "requires_action" });
      if (waiting.length > 0) shop.simulator.authenticate(intentIdOf(processed), "fail");
    },
    "half a minute": ({ shop }) => shop.clock.advance({ seconds: 30 }),
    "another key, another card": ({ confirm, cards }) => confirm("K2", cards.b),
    "no key, another card": ({ confirm, cards }) => confirm(null, cards.b),
    webhooks: ({ shop }) => shop.deliver(),
  };
  const names = Object.keys(acts);
  let told = 0;
  for (const first of names) {
    for (const second of names) {
      for (const third of names) {
        const slow = await slowConfirm();
        const answers: Reply[] = [];
        for (const name of [first, second, third]) {
          await acts[name]?.(slow);
          answers.push(await slow.confirm("K1", slow.cards.a));
        }
        const definite = answers.find(({ body }) => DEFINITE.includes(body.error?.code));
        if (definite !== undefined) told += 1;
        await holdsToItsWord(slow, definite ?? answers[2] ?? slow.processed);
      }
    }
  }
  expect(told).toBe(0);
}, 120_000);

test("a 400 to a copy of a request fences nothing: the intent is canceled before the key hears it", async () => {
  const slow = await slowConfirm();
  const { shop, wire, cards, confirm, arrive } = slow;
  const gone = { type: "invalid_request_error", code: "resource_missing", param: "payment_method" };
  wire.answer("/confirm", {
    status: 400,
    body: { error: { message: "No such method.", ...gone } },
  });
  const told = await confirm("K1", cards.a);
  expect(told.body.error.code).toBe("payment_method_invalid");
  expect(await arrive()).toBe(400);
  expect(charged(shop)).toEqual([]);
});

test("a 400 to a request that was sent once is its own answer: the intent stays, and another card pays", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  const refused = await confirmOrder(shop, processed, "pm_gone", { key: "K1" });
  expect(refused.body.error.code).toBe("payment_method_invalid");
  const again = await confirmOrder(shop, processed, "pm_gone", { key: "K1" });
  expect(again).toMatchObject({ status: 422, headers: { "idempotent-replayed": "true" } });
  expect((await confirmOrder(shop, processed, "pm_card_visa", { key: "K2" })).body.status).toBe(
    "succeeded",
  );
});

test.each(["error_500_before", "error_500_after"] as const)(
  "Stripe's saved 500 (%s) ends its attempt alone: the same key goes on under the next, and is charged once",
  async (fault) => {
    const shop = createShop();
    const processed = await processOrder(shop);
    shop.simulator.faults.next(fault, { route: "confirm" });
    const card = await enterCard(shop, VISA);
    await confirmOrder(shop, processed, card, { key: "K1" });
    expect((await confirmOrder(shop, processed, card, { key: "K1" })).body.status).toBe(
      "succeeded",
    );
    expect(charged(shop)).toHaveLength(1);
  },
);

test("a decline that a copy of the request heard is told, and the late first request hears the same", async () => {
  const slow = await slowConfirm(DECLINED);
  const told = await slow.confirm("K1", slow.cards.a);
  expect(told).toMatchObject({ status: 402, body: { error: { code: "card_declined" } } });
  await holdsToItsWord(slow, told);
  const keys = requestsTo(slow.shop, "confirm").map(({ idempotencyKey }) => idempotencyKey);
  expect(new Set(keys).size).toBe(1);
});

test("two keys on one attempt: both hear its own decline, and neither is charged by the late request", async () => {
  const slow = await slowConfirm(DECLINED);
  for (const key of ["K2", "K1"]) {
    const told = await slow.confirm(key, slow.cards.a);
    expect(told.body.error.code).toBe("card_declined");
  }
  await slow.arrive();
  expect(charged(slow.shop)).toEqual([]);
});

test("a request without a key joins its card's unanswered attempt, and does not begin a second", async () => {
  const slow = await slowConfirm();
  expect((await slow.confirm(null, slow.cards.a)).body.status).toBe("succeeded");
  expect(await slow.arrive()).toBe(200);
  const keys = requestsTo(slow.shop, "confirm").map(({ idempotencyKey }) => idempotencyKey);
  expect(new Set(keys).size).toBe(1);
  expect(charged(slow.shop)).toHaveLength(1);
});

test("a challenge that failed is told to the key that began it, and that key starts nothing further", async () => {
  const shop = createShop();
  const processed = await processOrder(shop);
  const card = await enterCard(shop, CHALLENGED);
  await confirmOrder(shop, processed, card, { key: "K1" });
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  for (let repeat = 0; repeat < 3; repeat += 1) {
    const told = await confirmOrder(shop, processed, card, { key: "K1" });
    expect(told.body.error.code).toBe("authentication_failed");
  }
  expect(requestsTo(shop, "confirm")).toHaveLength(1);
  // Also when another card has been tried, or has paid, since.
  await confirmOrder(shop, processed, await enterCard(shop, MASTERCARD));
  const late = await confirmOrder(shop, processed, card, { key: "K1" });
  expect(late).toMatchObject({ status: 402, body: { error: { code: "authentication_failed" } } });
  expect(charged(shop)).toHaveLength(1);
});

test("manual confirmation: the key of a challenge that another card's failure ended is not charged by a repeat", async () => {
  const shop = createShop({ confirmationMethod: "manual" });
  const processed = await processOrder(shop);
  const [a, b] = [await enterCard(shop, CHALLENGED), await enterCard(shop, DECLINED)];
  await confirmOrder(shop, processed, a, { key: "K1" });
  await confirmOrder(shop, processed, b, { key: "K2" });
  const told = await confirmOrder(shop, processed, a, { key: "K1" });
  expect(told.status).not.toBe(402);
  expect(charged(shop)).toEqual([]);
});
