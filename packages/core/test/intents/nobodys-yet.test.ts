import { expect, test } from "vitest";
import {
  charged,
  confirmOrder,
  enterCard,
  intentAt,
  intentIdOf,
  requestsTo,
  storedPayment,
} from "../kit/pay.ts";
import { ask, confirmAs, GUEST, guestWith, START_OVER, waits } from "../kit/people.ts";
import { createShop, type Reply, type Shop } from "../kit/shop.ts";
import { createWire } from "../kit/wire.ts";

const VISA = "4242424242424242";
const THREE_D_SECURE = "pm_card_threeDSecure2Required";

/** A page that mounts twice: two guests without keys hold one secret. */
async function shared(): Promise<{ shop: Shop; processed: Reply }> {
  const shop = createShop();
  await ask(shop, GUEST);
  return { shop, processed: await ask(shop, GUEST) };
}

test("a page that mounts twice, one after the other or at once, keeps one intent", async () => {
  const shop = createShop();
  const replies = [
    ...(await Promise.all([ask(shop, GUEST), ask(shop, GUEST), ask(shop, GUEST)])),
    await ask(shop, GUEST),
  ];
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(replies.map(({ body }) => body.client_secret)).size).toBe(1);
  expect(shop.simulator.ledger.paymentIntents()).toHaveLength(1);
});

test("the app itself pays a shared intent on the client", async () => {
  const { shop, processed } = await shared();
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
  await shop.deliver();
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});

test("an intent on which a method lies is nobody's no more: the next guest gets another", async () => {
  const shop = createShop();
  const begun = await ask(shop, GUEST);
  shop.simulator.confirmOnClient(begun.body.client_secret, {
    paymentMethod: "pm_card_visa_chargeDeclined",
  });
  const other = await ask(shop, GUEST);
  expect(intentIdOf(other)).not.toBe(intentIdOf(begun));
  expect(intentAt(shop, other)).toMatchObject({ payment_method: null, last_payment_error: null });
});

test.each([
  ["a guest with a key", guestWith("tab-1")],
  ["a user", { context: { user: "anna" } }],
])("%s is not given a shared intent", async (_, person) => {
  const { shop, processed } = await shared();
  const own = await ask(shop, person);
  expect(intentIdOf(own)).not.toBe(intentIdOf(processed));
});

test("process with a method replaces a shared intent, and the method lies on the new one alone", async () => {
  const { shop, processed } = await shared();
  const card = await enterCard(shop, VISA);
  const own = await ask(shop, GUEST, { payment_method_id: card });
  expect(intentIdOf(own)).not.toBe(intentIdOf(processed));
  expect(intentAt(shop, processed)).toMatchObject({ status: "canceled", payment_method: null });
  expect((await confirmAs(shop, GUEST, own)).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test("on a shared intent the secret proves nothing: process with it and a method replaces it too", async () => {
  const { shop, processed } = await shared();
  const payment_method_id = await enterCard(shop, VISA);
  const payment_intent_client_secret = processed.body.client_secret;
  const own = await ask(shop, GUEST, { payment_method_id, payment_intent_client_secret });
  expect(intentIdOf(own)).not.toBe(intentIdOf(processed));
  expect(intentAt(shop, processed).payment_method).toBeNull();
});

test("confirm with a method cancels a shared intent, and process is then asked with that method", async () => {
  const { shop, processed } = await shared();
  const card = await enterCard(shop, VISA);
  expect(await confirmAs(shop, GUEST, processed, card)).toMatchObject(START_OVER);
  expect(requestsTo(shop, "confirm")).toEqual([]);
  expect(charged(shop)).toEqual([]);
  const own = await ask(shop, GUEST, { payment_method_id: card });
  expect((await confirmAs(shop, GUEST, own)).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test("confirm without a method starts nothing on a shared intent, and is asked for one", async () => {
  const { shop, processed } = await shared();
  const told = await confirmAs(shop, GUEST, processed);
  expect(told.body.error.code).toBe("payment_method_required");
  expect(requestsTo(shop, "confirm")).toEqual([]);
});

test("confirm without a method charges no card that the app of another left on a shared intent", async () => {
  const { shop, processed } = await shared();
  await shop.simulator.fetch(`https://api.stripe.com/v1/payment_intents/${intentIdOf(processed)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${shop.simulator.keys.secretKey}` },
    body: new URLSearchParams({ payment_method: await enterCard(shop, VISA) }),
  });
  expect(intentAt(shop, processed).status).toBe("requires_confirmation");
  expect((await confirmAs(shop, GUEST, processed)).body.status).toBe("requires_confirmation");
  expect(charged(shop)).toEqual([]);
});

test("while a challenge is open on a shared intent a confirm with a method waits; then it cancels", async () => {
  const { shop, processed } = await shared();
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: THREE_D_SECURE });
  expect(await confirmAs(shop, GUEST, processed, "pm_card_visa")).toMatchObject(waits(600));
  expect(await ask(shop, GUEST, { payment_method_id: "pm_card_visa" })).toMatchObject(waits(600));
  shop.clock.advance({ minutes: 10 });
  expect(await confirmAs(shop, GUEST, processed, "pm_card_visa")).toMatchObject(START_OVER);
  expect(charged(shop)).toEqual([]);
});

test("a confirm that was sent before its intent was shared is fenced before another card may come", async () => {
  const shop = createShop();
  const wire = createWire(shop.simulator);
  const to = shop.another({ stripe: wire.stripe() });
  const begun = await ask(shop, GUEST);
  const late = wire.detain("/confirm");
  await confirmOrder(shop, begun, await enterCard(shop, VISA), { ...GUEST, to });
  const other = await ask(shop, GUEST);
  expect(other).toMatchObject(waits(20));
  shop.clock.advance({ seconds: 21 });
  expect(intentIdOf(await ask(shop, GUEST))).not.toBe(intentIdOf(begun));
  expect(await late.arrive()).toBe(400);
  expect(charged(shop)).toEqual([]);
});

test("two guests, each with his own card on one page's intent: each pays with his own or not at all", async () => {
  const { shop, processed } = await shared();
  const cards = [await enterCard(shop, VISA), await enterCard(shop, "5555555555554444")];
  const replies = await Promise.all(cards.map((card) => confirmAs(shop, GUEST, processed, card)));
  for (const reply of replies) expect(reply).toMatchObject(START_OVER);
  const first = await ask(shop, GUEST, { payment_method_id: cards[0] });
  const second = await ask(shop, GUEST, { payment_method_id: cards[1] });
  expect(await confirmAs(shop, GUEST, first)).toMatchObject(START_OVER);
  expect(await ask(shop, GUEST, { payment_method_id: cards[0] })).toMatchObject(waits(60));
  expect((await confirmAs(shop, GUEST, second)).body.status).toBe("succeeded");
  expect(intentAt(shop, second).payment_method).toBe(cards[1]);
  expect(charged(shop)).toHaveLength(1);
});

test.each([
  ["a declined card", "pm_card_visa_chargeDeclined"],
  ["a challenge", THREE_D_SECURE],
])(
  "a guest who comes after %s of another is given an intent that carries nothing",
  async (_, card) => {
    const shop = createShop();
    const begun = await ask(shop, GUEST);
    await confirmAs(shop, GUEST, begun, card);
    shop.clock.advance({ minutes: 11 });
    const other = await ask(shop, GUEST);
    expect(intentIdOf(other)).not.toBe(intentIdOf(begun));
    expect(intentAt(shop, other)).toMatchObject({
      payment_method: null,
      customer: null,
      last_payment_error: null,
    });
    expect((await storedPayment(shop, other.body.payment_id)).shared).toBe(false);
  },
);
