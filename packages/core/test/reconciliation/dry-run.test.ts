import { expect, test } from "vitest";
import { fixedIds } from "../kit/fixed-ids.ts";
import { bothSides, type PaidShop, paidShop } from "../kit/paid-shop.ts";
import { processOrder } from "../kit/pay.ts";

const ORDER_2 = { order_id: "order_2", amount: 2000, currency: "eur" };

/** Something of everything: a success nobody delivered, an orphan, money that no row stands for. */
async function disorder(): Promise<PaidShop> {
  const shop = await paidShop({ webhookMode: "deferred", ids: fixedIds() });
  const created = { currency: "usd", automatic_payment_methods: { enabled: true } } as const;
  const named = (payment_id: string) => ({ metadata: { payment_id } });
  const { paymentIntents } = shop.dashboard;
  await processOrder(shop, ORDER_2);
  await paymentIntents.create({ ...created, amount: 5, ...named("pay_lost") }).catch(() => null);
  await paymentIntents.create({
    amount: 700,
    currency: "usd",
    confirm: true,
    payment_method: "pm_card_visa",
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    metadata: { payment_id: "pay_lost", order_id: "order_9" },
  });
  await paymentIntents.create({
    ...created,
    amount: 1050,
    ...named("pay_00000000000000000000000000000001"),
  });
  shop.clock.advance({ hours: 25 });
  return shop;
}

test("a dry run changes nothing on either side, and finds what the run then does", async () => {
  const shop = await disorder();
  const before = await bothSides(shop);
  const dry = await shop.payments.reconcile({ dryRun: true });
  expect(await bothSides(shop)).toBe(before);
  expect(shop.effects).toEqual([]);
  const lost = {
    paymentId: "pay_lost",
    orderRef: "order_9",
    amount: 700,
    because: "no_such_payment",
  };
  expect(dry).toMatchObject({
    dryRun: true,
    problems: [],
    feed: { missed: 10, gap: null },
    comparison: { paidThereNotHere: [lost], paidHereNotThere: [], failed: 0 },
  });
  expect(dry.comparison?.orphans).toHaveLength(1);
  const run = await shop.payments.reconcile();
  expect(run.feed).toEqual(dry.feed);
  expect(run.events).toBe(dry.events);
  expect(run.comparison).toMatchObject({
    compared: dry.comparison?.compared,
    orphans: dry.comparison?.orphans,
    paidThereNotHere: [lost],
  });
  const [orphan = ""] = run.comparison?.orphans ?? [];
  const intents = shop.simulator.ledger.paymentIntents();
  expect(intents.find(({ id }) => id === orphan)?.status).toBe("canceled");
  expect(shop.effects.sort()).toEqual(["canceled:order_2", "succeeded:order_1"]);
});

test("progress says how far each part is, and never goes back", async () => {
  const shop = await disorder();
  const heard: { read: number; settled: number; compared: number }[] = [];
  const report = await shop.payments.reconcile({ onProgress: (each) => heard.push(each) });
  for (const [place, each] of heard.entries()) {
    const last = heard[place - 1] ?? { read: 0, settled: 0, compared: 0 };
    expect(each.read).toBeGreaterThanOrEqual(last.read);
    expect(each.settled).toBeGreaterThanOrEqual(last.settled);
    expect(each.compared).toBeGreaterThanOrEqual(last.compared);
  }
  expect(heard.at(-1)).toEqual({
    read: 10,
    settled: report.events + report.payments,
    compared: report.comparison?.compared,
  });
});

test("a run that is aborted at its first page begins nothing after it, and the next one does it all", async () => {
  const shop = await disorder();
  const stop = new AbortController();
  stop.abort();
  const report = await shop.payments.reconcile({ signal: stop.signal });
  expect(report).toMatchObject({
    events: 0,
    payments: 0,
    comparison: { compared: 0, orphans: [] },
  });
  expect(shop.effects).toEqual([]);
  await shop.payments.reconcile();
  expect([...shop.effects].sort()).toEqual(["canceled:order_2", "succeeded:order_1"]);
});

test("two runs at once, on two servers, tell everything once and do no harm", async () => {
  const shop = await disorder();
  const reports = await Promise.all([shop.payments.reconcile(), shop.another().reconcile()]);
  expect(reports.map(({ problems }) => problems)).toEqual([[], []]);
  expect([...shop.effects].sort()).toEqual(["canceled:order_2", "succeeded:order_1"]);
  expect(shop.simulator.ledger.succeededCharges()).toHaveLength(2);
});
