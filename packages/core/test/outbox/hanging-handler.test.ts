import type { MemoryTransaction, PaymentHandlerInput } from "@chargeonce/core";
import { createFakeClock, createGate } from "@chargeonce/testing";
import { describe, expect, test } from "vitest";
import { deliverCrafted, payout } from "../kit/craft-event.ts";
import { FIRST_PAYMENT, fixedIds } from "../kit/fixed-ids.ts";
import { charged, confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";
import { BOTH_STORES, type withoutTransactions } from "../kit/watched-store.ts";

type Input = PaymentHandlerInput<MemoryTransaction>;
type Store = ReturnType<typeof withoutTransactions>;

/** When the shop's deliveries are signed. */
const NOON = new Date("2026-11-23T12:00:00Z");
const ORDER_2 = { order_id: "order_2", amount: 2000, currency: "eur" };
const TIME_IS_OVER =
  "The handler did not end within 10000 ms: make it faster, give what it calls a time limit (its `signal`), or raise handlerTimeoutMs.";

/** A shop whose handler does as it is told with `order_1`, and hears the rest. */
function shopWith(succeeded: (input: Input) => unknown, store: Store) {
  const clock = createFakeClock(NOON);
  const heard: string[] = [];
  const shop = createShop(
    {
      ids: fixedIds(),
      clock,
      onPayment: {
        // What JavaScript may answer, whatever the types say.
        succeeded: async (input) => {
          if (input.payment.orderRef === "order_1") return (await succeeded(input)) as undefined;
          heard.push(input.payment.orderRef);
        },
      },
    },
    { store },
  );
  return { shop, clock, heard };
}

const never = () => new Promise<never>(() => undefined);

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test("a handler that never returns stops no other payment, and when its time is over the payer is told the truth and it is due again", async () => {
    const begun = createGate();
    const inputs: Input[] = [];
    let hangs = true;
    const { shop, clock, heard } = shopWith((input) => {
      inputs.push(input);
      begun.open();
      return hangs ? never() : undefined;
    }, make());
    const paying = confirmOrder(shop, await processOrder(shop), "pm_card_visa");
    await begun.passed;

    const other = await confirmOrder(shop, await processOrder(shop, ORDER_2), "pm_card_visa");
    expect(other).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect(heard).toEqual(["order_2"]);

    await clock.advance({ seconds: 9.999 });
    expect(inputs[0]?.signal.aborted).toBe(false);
    await clock.advance({ seconds: 0.001 });
    expect(await paying).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect(inputs[0]?.signal.aborted).toBe(true);
    expect((await storedPayment(shop, FIRST_PAYMENT)).effects).toMatchObject([
      { key: "succeeded", state: "due", tries: 1, lastError: TIME_IS_OVER },
    ]);

    hangs = false;
    await clock.advance({ seconds: 1 });
    await shop.payments.reconcile();
    expect(inputs).toHaveLength(2);
    expect((await storedPayment(shop, FIRST_PAYMENT)).effects).toMatchObject([{ state: "done" }]);
    expect(charged(shop)).toHaveLength(2);
    expect(clock.sleepers()).toBe(0);
  });

  test("what a handler answers after its time is not looked at", async () => {
    const begun = createGate();
    const answer = createGate();
    const { shop, clock } = shopWith(async () => {
      begun.open();
      await answer.passed;
      return "review";
    }, make());
    const paying = confirmOrder(shop, await processOrder(shop), "pm_card_visa");
    await begun.passed;
    await clock.advance({ seconds: 10 });
    await paying;
    answer.open();
    await clock.advance({ seconds: 0 });
    expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
      status: "succeeded",
      effects: [{ state: "due" }],
    });
  });

  test("an event's handler that never returns is a failed try of the event, and stops no other", async () => {
    const begun = createGate();
    const clock = createFakeClock(NOON);
    const heard: string[] = [];
    const shop = createShop(
      {
        clock,
        onEvent: {
          "payout.paid": ({ event }) => {
            if (event.id === "evt_hangs") begun.open();
            else heard.push(event.id);
            return event.id === "evt_hangs" ? never() : undefined;
          },
        },
      },
      { store: make() },
    );
    const hanging = deliverCrafted(shop, payout("evt_hangs"));
    await begun.passed;
    expect((await deliverCrafted(shop, payout("evt_other"))).status).toBe(200);
    expect(heard).toEqual(["evt_other"]);
    await clock.advance({ seconds: 10 });
    expect((await hanging).status).toBe(503);
    expect(await shop.payments.events.find("evt_hangs")).toMatchObject({
      status: "pending",
      attempts: 1,
      lastError: TIME_IS_OVER,
    });
  });

  test.each([
    { what: "throws at once", act: () => fail(new Error("Away.")), says: "Away." },
    { what: "rejects with null", act: () => Promise.reject(null), says: "null" },
    { what: "rejects with nothing", act: () => Promise.reject(undefined), says: "undefined" },
    {
      what: "rejects with what has no text",
      act: () => Promise.reject(Object.create(null)),
      says: "Something that is no Error was thrown.",
    },
    { what: "gives a promise that throws when it is asked", act: () => trap(), says: "A trap." },
  ])("a handler that $what has failed: the payer is told, and it is due again", async (row) => {
    const { shop } = shopWith(row.act, make());
    const told = await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
    expect(told).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect((await storedPayment(shop, FIRST_PAYMENT)).effects).toMatchObject([
      { state: "due", tries: 1, lastError: row.says },
    ]);
  });

  test.each([
    ["true", true],
    ["an object", {}],
    ["null", null],
    ["a misspelt review", "Review"],
  ])("a handler that answers %s was heard", async (_, answer) => {
    const { shop } = shopWith(() => answer, make());
    await confirmOrder(shop, await processOrder(shop), "pm_card_visa");
    expect(await storedPayment(shop, FIRST_PAYMENT)).toMatchObject({
      status: "succeeded",
      effects: [{ state: "done" }],
    });
  });
});

test("a handler whose time is over writes nothing more through tx, and what it wrote is taken back", async () => {
  const begun = createGate();
  const late = createGate();
  const rows: string[] = [];
  let refused: unknown;
  const { shop, clock } = shopWith(async ({ tx }) => {
    rows.push("paid");
    tx.onRollback(() => rows.pop());
    begun.open();
    await late.passed;
    try {
      tx.onRollback(() => undefined);
    } catch (error) {
      refused = error;
    }
  }, BOTH_STORES[0].make());
  const paying = confirmOrder(shop, await processOrder(shop), "pm_card_visa");
  await begun.passed;
  await clock.advance({ seconds: 10 });
  await paying;
  expect(rows).toEqual([]);
  late.open();
  await clock.advance({ seconds: 0 });
  expect(refused).toMatchObject({ message: expect.stringContaining("has ended") });
});

function fail(error: Error): never {
  throw error;
}

/** A thenable that is none. */
function trap(): unknown {
  // biome-ignore lint/suspicious/noThenProperty: what an application may hand out by mistake
  return Object.defineProperty({}, "then", { get: () => fail(new Error("A trap.")) });
}
