import type { Payments } from "@chargeonce/core";
import { expect, test } from "vitest";
import { OWNER } from "../../kit/owner.ts";
import { createShop, type Shop, type ShopContext } from "../../kit/shop.ts";
import { createCustomer } from "../crash/customer.ts";
import { racingServer } from "./racing-server.ts";
import { createScheduler, randomOf } from "./scheduler.ts";

const SEEDS = Number(process.env.CHARGEONCE_SEEDS ?? 150);
const FIRST_SEED = Number(process.env.CHARGEONCE_FIRST_SEED ?? 1);

const CARDS = [
  "pm_card_visa",
  "pm_card_mastercard",
  "pm_card_visa_chargeDeclined",
  "pm_card_threeDSecure2Required",
];

interface Outcome {
  readonly shop: Shop;
  readonly turns: number;
  readonly seen: ReadonlySet<string>;
}

/** Two customers' taps, a shop that changes or cancels the order, and webhooks, all at once, for one order. */
async function race(seed: number): Promise<Outcome> {
  const random = randomOf(seed);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error("There is nothing to pick from.");
    return item;
  };
  const scheduler = createScheduler(random);
  const shop = createShop({
    confirmationMethod: pick(["automatic", "manual"] as const),
    onPayment: {
      succeeded: async ({ payment, tx }) => {
        const order = shop.orders.get("order_1");
        if (payment.amount !== order?.amount) return "review";
        shop.effects.push(`succeeded:${payment.id}`);
        tx.onRollback(() => shop.effects.pop());
        return undefined;
      },
      review: async ({ payment }) => {
        shop.effects.push(`review:${payment.id}`);
      },
    },
  });
  const share = pick([0, 0, 0.1, 0.3]);
  const server = () => racingServer(shop, scheduler, { random, share });
  const customer = (cards: readonly string[]) => async () => {
    await createCustomer(shop, [server()]).pay(orderOf(shop), cards).catch(expectImpatience);
  };
  const secrets: string[] = [];
  const actors = [
    customer([pick(CARDS), pick(CARDS)]),
    customer([pick(CARDS), "pm_card_visa"]),
    customerOnClient(shop, server(), scheduler.turn, random, secrets),
    deliveries(shop, server()),
    ...(random() < 0.4 ? [changeOrder(shop, scheduler.turn)] : []),
    ...(random() < 0.3 ? [cancelOrder(server())] : []),
  ];
  const turns = await scheduler.run(actors);
  const seen = await settleAndPay(shop);
  // An app that was asleep all the while wakes up with a secret of long ago.
  for (const secret of secrets) confirmOnClient(shop, secret);
  await shop.deliver();
  return { shop, turns, seen };
}

function orderOf(shop: Shop) {
  return { id: "order_1", currency: "usd", amount: shop.orders.get("order_1")?.amount ?? 0 };
}

/** A customer may give up; whatever else fails is a bug. */
function expectImpatience(error: unknown): void {
  expect(String(error)).toMatch(/was not answered in \d+ tries/);
}

function deliveries(shop: Shop, to: Payments<ShopContext>) {
  return async () => {
    const delivered = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      for (const event of shop.simulator.events.list()) {
        if (delivered.has(event.id)) continue;
        const { body, headers } = shop.simulator.webhooks.signed(event);
        const signature = headers["stripe-signature"] ?? headers["Stripe-Signature"];
        const rawBody = new TextEncoder().encode(body);
        await to.webhook({ rawBody, signature }).then(
          () => delivered.add(event.id),
          () => undefined,
        );
      }
      await to.reconcile();
    }
  };
}

/** An app that confirms by itself, with Stripe's SDK and the client secret, whenever its user gets to it. */
function customerOnClient(
  shop: Shop,
  to: Payments<ShopContext>,
  turn: () => Promise<void>,
  random: () => number,
  secrets: string[],
) {
  return async () => {
    const { id, amount, currency } = orderOf(shop);
    const processed = await shop.post("/process", { order_id: id, amount, currency }, { to });
    if (processed.status !== 200) return;
    secrets.push(processed.body.client_secret);
    for (let wait = Math.floor(random() * 25); wait > 0; wait -= 1) await turn();
    if (random() < 0.5) confirmOnClient(shop, processed.body.client_secret);
  };
}

function confirmOnClient(shop: Shop, clientSecret: string): void {
  shop.simulator.confirmOnClient(clientSecret, { paymentMethod: "pm_card_visa" });
}

function changeOrder(shop: Shop, turn: () => Promise<void>) {
  return async () => {
    for (let wait = 0; wait < 12; wait += 1) await turn();
    shop.orders.set("order_1", { id: "order_1", amount: 2100, currency: "usd" });
  };
}

function cancelOrder(server: Payments<ShopContext>) {
  return async () => {
    // Refused when money has moved, or when Stripe's answer was lost: both are fine here.
    await server.cancel("order_1").catch(() => undefined);
  };
}

/** The faults end, the webhooks come, and one more customer comes with a good card. */
async function settleAndPay(shop: Shop): Promise<ReadonlySet<string>> {
  for (let round = 0; round < 3; round += 1) {
    shop.clock.advance({ minutes: 10 });
    await shop.deliver();
    await shop.payments.reconcile();
  }
  const last = await createCustomer(shop, [shop.payments]).pay(orderOf(shop), ["pm_card_visa"]);
  await shop.deliver();
  await shop.payments.reconcile();
  const told = String(last.body.status ?? last.body.error?.code);
  expect(["succeeded", "order_already_paid", "payment_in_review"]).toContain(told);
  const outcomes = (await shop.payments.reviews()).length > 0 ? ["review"] : [];
  const live = await shop.store.payments.findLive({
    tenant: "",
    ...OWNER,
    orderRef: "order_1",
  });
  for (const step of live?.steps ?? []) outcomes.push(`${step.step}:${step.outcome?.kind}`);
  if ((live?.attempt ?? 1) > 1) outcomes.push("replaced");
  return new Set([told, ...outcomes]);
}

test(`an order is charged once, whatever the order of ${SEEDS} races`, async () => {
  const seen = new Set<string>();
  let turns = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
    const outcome = await race(seed);
    const { shop } = outcome;
    const where = `CHARGEONCE_FIRST_SEED=${seed} CHARGEONCE_SEEDS=1`;
    expect(shop.simulator.ledger.succeededCharges(), where).toHaveLength(1);
    expect(shop.effects, where).toHaveLength(1);
    turns += outcome.turns;
    for (const each of outcome.seen) seen.add(each);
  }
  // The interesting states were reached.
  expect(turns).toBeGreaterThan(SEEDS * 20);
  if (SEEDS >= 150) {
    expect([...seen]).toEqual(
      expect.arrayContaining([
        "succeeded",
        "order_already_paid",
        "payment_in_review",
        "review",
        "replaced",
        "create:completed",
        "create:replayed",
        "confirm:declined",
        "confirm:closed",
      ]),
    );
  }
}, 120_000);
