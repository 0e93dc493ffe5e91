import { expect, test } from "vitest";
import {
  charged,
  confirmOrder,
  enterCard,
  intentAt,
  intentIdOf,
  newCustomer,
  requestsTo,
} from "../kit/pay.ts";
import { ANNA, ask, BERT, confirmAs, type Person, START_OVER, waits } from "../kit/people.ts";
import { createShop } from "../kit/shop.ts";
import { createWire } from "../kit/wire.ts";

const THREE_D_SECURE = "pm_card_threeDSecure2Required";

test("another caller replaces an unconfirmed payment at once: it is canceled first, and the application hears nothing", async () => {
  const shop = createShop();
  const annas = await ask(shop, ANNA, { payment_method_id: "pm_card_visa" });
  const berts = await ask(shop, BERT);
  expect(berts.status).toBe(200);
  expect(intentAt(shop, annas).status).toBe("canceled");
  expect(intentAt(shop, berts).status).toBe("requires_payment_method");
  expect(shop.effects).toEqual([]);
});

test("while a confirm may be under way another caller waits for Stripe's deadline, and nothing is canceled", async () => {
  const shop = createShop();
  const wire = createWire(shop.simulator);
  const annas = await ask(shop, ANNA);
  const late = wire.detain("/confirm");
  const to = shop.another({ stripe: wire.stripe() });
  await confirmOrder(shop, annas, "pm_card_visa", { ...ANNA, to });
  shop.clock.advance({ seconds: 5 });
  expect(await ask(shop, BERT)).toMatchObject(waits(15));
  expect(requestsTo(shop, "cancel")).toEqual([]);
  shop.clock.advance({ seconds: 16 });
  const berts = await ask(shop, BERT);
  expect(berts.status).toBe(200);
  expect(await late.arrive()).toBe(400);
  expect((await confirmAs(shop, BERT, berts, "pm_card_visa")).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test("a challenge is left to its owner for ten minutes after his last sign of life", async () => {
  const shop = createShop();
  const annas = await ask(shop, ANNA);
  await confirmAs(shop, ANNA, annas, THREE_D_SECURE);
  expect(await ask(shop, BERT)).toMatchObject(waits(600));
  shop.clock.advance({ minutes: 9 });
  // She asks again, and is in it still.
  expect((await confirmAs(shop, ANNA, annas, THREE_D_SECURE)).body.status).toBe("requires_action");
  shop.clock.advance({ minutes: 9 });
  expect(await ask(shop, BERT)).toMatchObject(waits(60));
  expect(intentAt(shop, annas).status).toBe("requires_action");
  shop.clock.advance({ minutes: 1 });
  expect((await ask(shop, BERT)).status).toBe(200);
  expect(intentAt(shop, annas).status).toBe("canceled");
});

test("who waits for a challenge does not lengthen it by asking", async () => {
  const shop = createShop();
  await confirmAs(shop, ANNA, await ask(shop, ANNA), THREE_D_SECURE);
  for (let minute = 0; minute < 10; minute += 1) {
    expect((await ask(shop, BERT)).status).toBe(409);
    shop.clock.advance({ minutes: 1 });
  }
  expect((await ask(shop, BERT)).status).toBe(200);
});

test("an owner in a challenge finishes it, whoever asks meanwhile", async () => {
  const shop = createShop();
  const annas = await ask(shop, ANNA);
  await confirmAs(shop, ANNA, annas, THREE_D_SECURE);
  await ask(shop, BERT);
  await ask(shop, { context: {} }, { payment_method_id: "pm_card_visa" });
  shop.simulator.authenticate(intentIdOf(annas), "complete");
  expect((await confirmAs(shop, ANNA, annas)).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
  expect((await ask(shop, BERT)).body.error.code).toBe("order_already_paid");
});

test("within a minute after a takeover nobody takes over again, and the holder's own requests do not lengthen it", async () => {
  const shop = createShop();
  await ask(shop, ANNA);
  const berts = await ask(shop, BERT);
  expect(await ask(shop, ANNA)).toMatchObject(waits(60));
  shop.clock.advance({ seconds: 30 });
  await ask(shop, BERT, { payment_method_id: "pm_card_visa" });
  await confirmAs(shop, BERT, berts, "pm_card_visa_chargeDeclined");
  expect(await ask(shop, ANNA)).toMatchObject(waits(30));
  shop.clock.advance({ seconds: 30 });
  const annas = await ask(shop, ANNA);
  expect(annas.status).toBe(200);
  expect(intentIdOf(annas)).not.toBe(intentIdOf(berts));
});

test("the first payment of an order is held for nobody: only who has replaced another is", async () => {
  const shop = createShop();
  await ask(shop, ANNA);
  expect((await ask(shop, BERT)).status).toBe(200);
});

test("who waits learns nothing of the other's payment", async () => {
  const shop = createShop();
  const annas = await ask(shop, ANNA);
  await confirmAs(shop, ANNA, annas, THREE_D_SECURE);
  const told = JSON.stringify(await ask(shop, BERT));
  expect(told).not.toContain(annas.body.payment_id);
  expect(told).not.toContain(intentIdOf(annas));
  expect(told).not.toContain("requires_action");
});

/** An app that does what it is told until its customer has paid, or somebody else has. */
async function payPatiently(
  shop: ReturnType<typeof createShop>,
  person: Person,
  turn: () => Promise<void>,
) {
  const card = await enterCard(shop, "4242424242424242");
  for (let tries = 0; tries < 40; tries += 1) {
    const processed = await ask(shop, person, { payment_method_id: card });
    await turn();
    if (processed.status === 200) {
      const confirmed = await confirmAs(shop, person, processed, card);
      if (confirmed.body.status === "succeeded") return "paid";
    }
    if (processed.body.error?.code === "order_already_paid") return "paid by another";
    await turn();
  }
  return "gave up";
}

test("two honest callers who start over each time do not replace each other for ever", async () => {
  const shop = createShop();
  // Between any two requests of the one, the other asks; a second passes with each.
  const turn = async () => {
    shop.clock.advance({ seconds: 1 });
    await new Promise((resolve) => setImmediate(resolve));
  };
  const ends = await Promise.all([payPatiently(shop, ANNA, turn), payPatiently(shop, BERT, turn)]);
  expect([...ends].sort()).toEqual(["paid", "paid by another"]);
  expect(charged(shop)).toHaveLength(1);
});

test("who was replaced is told to start over, and pays when the other has left", async () => {
  const shop = createShop();
  const first = await ask(shop, ANNA);
  await ask(shop, BERT);
  expect(await confirmAs(shop, ANNA, first, "pm_card_visa")).toMatchObject(START_OVER);
  shop.clock.advance({ minutes: 1 });
  const again = await ask(shop, ANNA);
  expect((await confirmAs(shop, ANNA, again, "pm_card_visa")).body.status).toBe("succeeded");
  expect(charged(shop)).toHaveLength(1);
});

test("a clock that was an hour ahead for one request keeps nobody waiting", async () => {
  const shop = createShop();
  shop.clock.advance({ hours: 1 });
  await ask(shop, ANNA);
  await confirmAs(shop, BERT, await ask(shop, BERT), THREE_D_SECURE);
  shop.clock.advance({ hours: -1 });
  expect((await ask(shop, ANNA)).status).toBe(200);
});

test("a customer whom loadOrder names by who asks ends nobody's challenge, and two of them do not replace each other for ever", async () => {
  const customers = new Map<string | undefined, string>();
  const shop = createShop({
    loadOrder: async ({ context }) => {
      const customerId = customers.get(context.user);
      const order = { id: "order_1", amount: 1050, currency: "usd" };
      return customerId === undefined ? order : { ...order, customerId };
    },
  });
  for (const user of ["anna", "bert"]) customers.set(user, (await newCustomer(shop)).id);
  const annas = await ask(shop, ANNA);
  await confirmAs(shop, ANNA, annas, THREE_D_SECURE);
  expect(await ask(shop, BERT)).toMatchObject(waits(600));
  expect(intentAt(shop, annas).status).toBe("requires_action");
});
