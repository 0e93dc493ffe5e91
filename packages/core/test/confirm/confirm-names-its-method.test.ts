import { expect, test } from "vitest";
import {
  charged,
  confirmOrder,
  enterCard,
  intentAt,
  intentIdOf,
  processOrder,
  requestsTo,
} from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { createWire } from "../kit/wire.ts";

test.each([
  { when: "differs from the one on the intent", card: "pm_card_mastercard", isNew: true },
  { when: "is the one on the intent", card: "pm_card_visa", isNew: false },
  { when: "is not given", card: null, isNew: false },
])("Confirm names its method, also where it $when", async ({ card, isNew }) => {
  const shop = createShop();
  const processed = await processOrder(shop, { payment_method_id: "pm_card_visa" });
  const before = intentAt(shop, processed).payment_method;
  await confirmOrder(shop, processed, card);
  const [sent] = requestsTo(shop, "confirm");
  expect(sent?.params.payment_method).toBe(isNew ? card : before);
});

test("Confirm names its method: a card that the app tries meanwhile is not charged by a request that is late", async () => {
  const shop = createShop();
  const wire = createWire(shop.simulator);
  const to = shop.another({ stripe: wire.stripe() });
  const card = await enterCard(shop, "4242424242424242");
  const processed = await processOrder(shop, { payment_method_id: card });
  const late = wire.detain("/confirm");
  expect((await confirmOrder(shop, processed, null, { to })).status).toBe(503);
  shop.simulator.confirmOnClient(processed.body.client_secret, {
    paymentMethod: "pm_card_threeDSecure2Required",
  });
  shop.simulator.authenticate(intentIdOf(processed), "fail");
  expect(await late.arrive()).toBe(200);
  expect(intentAt(shop, processed).payment_method).toBe(card);
  expect(charged(shop)).toHaveLength(1);
});

test.each([
  { when: "at once", waitSeconds: 0, code: "payment_in_progress" },
  { when: "when nobody waits for it any more", waitSeconds: 21, code: "payment_canceled" },
])(
  "Confirm names its method: what ends a challenge under manual confirmation names none, and takes no card that is named late ($when)",
  async ({ waitSeconds, code }) => {
    const shop = createShop({ confirmationMethod: "manual" });
    const wire = createWire(shop.simulator);
    const to = shop.another({ confirmationMethod: "manual", stripe: wire.stripe() });
    const card = await enterCard(shop, "4000002760003184");
    const processed = await processOrder(shop, { payment_method_id: card });
    await confirmOrder(shop, processed, card);
    shop.simulator.authenticate(intentIdOf(processed), "complete");
    const late = wire.detain(`POST /v1/payment_intents/${intentIdOf(processed)}`);
    const other = { payment_method_id: await enterCard(shop, "5555555555554444") };
    expect((await processOrder(shop, other, { to })).status).toBe(503);
    shop.clock.advance({ seconds: waitSeconds });
    const confirmed = await confirmOrder(shop, processed, card);
    expect(confirmed.body.error.code).toBe(code);
    await late.arrive();
    expect(charged(shop)).toEqual([]);
  },
);

test.each([
  { what: "was lost, and the same card is named again", fault: "lose_request", again: true },
  { what: "was refused by a limit, and nothing was done", fault: "rate_limit_429", again: false },
] as const)(
  "Confirm names its method: a challenge under manual confirmation ends as it should, though a naming $what",
  async ({ fault, again }) => {
    const shop = createShop({ confirmationMethod: "manual" });
    const challenged = await enterCard(shop, "4000002760003184");
    const other = await enterCard(shop, "5555555555554444");
    const processed = await processOrder(shop, { payment_method_id: again ? other : challenged });
    shop.simulator.faults.next(fault, { route: "update", times: again ? 1 : 100 });
    const named = { payment_method_id: again ? challenged : other };
    expect((await processOrder(shop, named)).status).toBeGreaterThanOrEqual(429);
    shop.simulator.faults.clear();
    if (again) expect((await processOrder(shop, named)).status).toBe(200);
    expect((await confirmOrder(shop, processed, challenged)).body.status).toBe("requires_action");
    shop.simulator.authenticate(intentIdOf(processed), "complete");
    expect((await confirmOrder(shop, processed, challenged)).body.status).toBe("succeeded");
  },
);

test("Confirm names its method: nobody is sent through a challenge under manual confirmation that could not end", async () => {
  const shop = createShop({ confirmationMethod: "manual" });
  const challenged = await enterCard(shop, "4000002760003184");
  const other = await enterCard(shop, "5555555555554444");
  const processed = await processOrder(shop, { payment_method_id: challenged });
  shop.simulator.faults.next("lose_request", { route: "update" });
  expect((await processOrder(shop, { payment_method_id: other })).status).toBe(503);
  const confirmed = await confirmOrder(shop, processed, challenged);
  expect(confirmed.body.error.code).toBe("payment_in_progress");
  shop.clock.advance({ seconds: 21 });
  expect((await confirmOrder(shop, processed, challenged)).body.error.code).toBe(
    "payment_canceled",
  );
});
