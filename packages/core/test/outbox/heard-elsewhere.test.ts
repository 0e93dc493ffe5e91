import { createOperator } from "@chargeonce/core";
import { describe, expect, test } from "vitest";
import { lastEvent } from "../kit/craft-event.ts";
import { firstPayment, type PaidShop, paidShop, processedShop } from "../kit/paid-shop.ts";
import { confirmOrder } from "../kit/pay.ts";
import {
  ALL,
  deliver,
  deliverAll,
  type Options,
  payBeside,
  refund,
  server,
} from "../kit/servers.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test.each([
    { kind: "refunded", act: (shop: PaidShop) => refund(shop) },
    { kind: "review", act: (shop: PaidShop) => payBeside(shop) },
  ])(
    "what one server has no handler for ($kind) is told by another that has, whoever looks first",
    async ({ kind, act }) => {
      const shop = await paidShop({}, { store: make() });
      const bare = server(shop, ["succeeded"]);
      const full = server(shop, ALL);
      await deliverAll(shop, bare.payments);
      await act(shop);
      await deliverAll(shop, bare.payments);
      expect(bare.heard).toEqual(["succeeded"]);
      for (let hour = 0; hour < 30; hour += 1) {
        shop.clock.advance({ hours: 1 });
        await bare.payments.reconcile();
      }
      expect((await firstPayment(shop)).dueAt).toBeNull();
      await full.payments.reconcile();
      expect(full.heard).toEqual([kind]);
      await full.payments.reconcile();
      await bare.payments.reconcile();
      expect([...bare.heard, ...full.heard]).toEqual(["succeeded", kind]);
    },
  );

  test("a cancel is told by the server that has the handler", async () => {
    const shop = await processedShop({}, { store: make() });
    await server(shop, ["succeeded"]).payments.cancel("order_1");
    const full = server(shop, ALL);
    await full.payments.reconcile();
    expect(full.heard).toEqual(["canceled"]);
  });

  test("a server that writes a payment tells what another one left unheard first", async () => {
    const shop = await paidShop({}, { store: make() });
    const bare = server(shop, ["succeeded"]);
    await deliverAll(shop, bare.payments);
    await refund(shop);
    await deliverAll(shop, bare.payments);
    await refund(shop);
    const full = server(shop, ALL);
    await deliver(shop, lastEvent(shop, "refund.created"), full.payments);
    expect(full.heard).toEqual(["refunded", "refunded"]);
  });

  test("what nobody has heard for three days is told no more, and wakes nobody", async () => {
    const shop = await paidShop({}, { store: make() });
    const bare = server(shop, ["succeeded"]);
    await refund(shop);
    await deliverAll(shop, bare.payments);
    shop.clock.advance({ hours: 73 });
    const full = server(shop, ALL);
    await full.payments.reconcile();
    expect(full.heard).toEqual([]);
  });

  test("what a handler failed at is told by its server, which was away for days, though one without it came first", async () => {
    const shop = await paidShop({}, { store: make() });
    const bare = server(shop, ["succeeded"]);
    const heard: string[] = [];
    let away = true;
    const full = shop.another({
      onPayment: {
        succeeded: () => undefined,
        refunded: ({ effectKey }) => {
          if (away) throw new Error("The ledger is away.");
          heard.push(effectKey);
        },
      },
    });
    await refund(shop);
    await deliverAll(shop, full);
    away = false;
    shop.clock.advance({ hours: 80 });
    await bare.payments.reconcile();
    shop.clock.advance({ hours: 70 });
    for (let run = 0; run < 2; run += 1) await full.reconcile();
    expect(heard).toHaveLength(1);
  });

  test("a failed try that nobody heard is told no more when the success was told", async () => {
    const shop = await processedShop({}, { store: make() });
    const bare = server(shop, ["succeeded"]);
    for (const card of ["pm_card_visa_chargeDeclined", "pm_card_visa"]) {
      await confirmOrder(
        { ...shop, post: (path, body) => shop.post(path, body, { to: bare.payments }) },
        shop.processed,
        card,
      );
    }
    expect(bare.heard).toEqual(["succeeded"]);
    const full = server(shop, ALL);
    await full.payments.reconcile();
    expect(full.heard).toEqual([]);
  });

  test("a second charge that nobody heard of is told also when the success was told since", async () => {
    const shop = await processedShop({}, { store: make() });
    const bare = server(shop, ["succeeded"]);
    await payBeside(shop);
    await deliverAll(shop, bare.payments);
    shop.simulator.confirmOnClient(shop.processed.body.client_secret, {
      paymentMethod: "pm_card_visa",
    });
    await deliverAll(shop, bare.payments);
    expect(bare.heard).toEqual(["succeeded"]);
    const full = server(shop, ALL);
    for (let run = 0; run < 2; run += 1) await full.payments.reconcile();
    expect([bare.heard, full.heard]).toEqual([["succeeded"], ["review"]]);
  });

  test("a process without handlers finds out and tells nothing: what is due stays due for those that have them", async () => {
    let away = true;
    const heard: string[] = [];
    const succeeded = () => {
      if (away) throw new Error("The warehouse is away.");
      heard.push("succeeded");
    };
    const shop = await paidShop({ onPayment: { succeeded } }, { store: make() });
    const cron = shop.another({ onPayment: "elsewhere" });
    await cron.reconcile();
    await shop.payments.reconcile();
    for (let hour = 0; hour < 3; hour += 1) {
      shop.clock.advance({ hours: 1 });
      await cron.reconcile();
      await createOperator({
        stripe: shop.dashboard,
        store: shop.store,
        clock: shop.clock,
      }).reconcile();
    }
    expect(await firstPayment(shop)).toMatchObject({
      status: "succeeded",
      effects: [{ key: "succeeded", state: "due" }],
    });
    away = false;
    await shop.payments.reconcile();
    expect(heard).toEqual(["succeeded"]);
  });

  test("a server whose handlers are elsewhere takes requests and deliveries, and the others tell", async () => {
    const shop = await processedShop({}, { store: make() });
    const edge = shop.another({ onPayment: "elsewhere" });
    const told = await confirmOrder(
      { ...shop, post: (path, body) => shop.post(path, body, { to: edge }) },
      shop.processed,
      "pm_card_visa",
    );
    expect(told).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect(await deliver(shop, lastEvent(shop, "payment_intent.succeeded"), edge)).toBe(200);
    expect(shop.effects).toEqual([]);
    await shop.payments.reconcile();
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });
});

test("createPayments without onPayment, in JavaScript, warns once and tells nothing", async () => {
  const shop = await processedShop();
  const { onPayment: _, ...rest }: Options = {};
  const untyped = shop.another({ ...rest, onPayment: undefined } as unknown as Options);
  const warned = shop.log.filter(({ fields }) => fields.event === "handlers_missing");
  expect(warned).toMatchObject([{ level: "warn" }]);
  const post = (path: string, body: unknown) => shop.post(path, body, { to: untyped });
  await confirmOrder({ ...shop, post }, shop.processed, "pm_card_visa");
  expect(await firstPayment(shop)).toMatchObject({ effects: [{ state: "due", tries: 0 }] });
  await shop.payments.reconcile();
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});
