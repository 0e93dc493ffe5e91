import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { createPayments, type PaymentHandlerInput } from "@chargeonce/core";
import { createSimulator } from "@chargeonce/simulator";
import { createFakeClock, createGate, freshEvent, freshPayment } from "@chargeonce/testing";
import Stripe from "stripe";
import { afterEach, describe, expect, it } from "vitest";
import { type SqliteStoreOptions, sqliteStore } from "../src/index.ts";
import { temporaryFolder } from "./sqlite-subject.ts";

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const never = () => new Promise<never>(() => undefined);

describe("a transaction whose work takes long", () => {
  it("keeps no write waiting as long as it has written nothing, and commits what it writes then", async () => {
    const { store, rows } = open();
    const { passed: slow, open: go } = createGate();
    const working = store.transaction(async ({ payments, tx }) => {
      await payments.findById("pay_absent");
      await slow;
      tx.exec("insert into handled values ('slow')");
    });
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
    expect(rows()).toEqual([]);
    go();
    await working;
    expect(rows()).toEqual(["slow"]);
  });

  it("keeps the rows that it has read from other transactions and writes, and nothing else", async () => {
    const { store } = open({ waitMs: 400 });
    await store.payments.reserve(freshPayment());
    await store.events.record(freshEvent());
    const { passed: slow, open: go } = createGate();
    const { passed: read, open: hasRead } = createGate();
    const working = store.transaction(async ({ payments }) => {
      const payment = await payments.findById(freshPayment().id);
      hasRead();
      await slow;
      expect(await payments.update({ ...freshPayment(), ...payment, version: 2 })).toBe(true);
    });
    await read;
    const busy = { code: "store_unavailable" };
    const other = { ...freshPayment({ amount: 7 }), version: 2 };
    await expect(store.payments.update(other)).rejects.toMatchObject(busy);
    const reading = store.transaction(({ payments }) => payments.findById(other.id));
    await expect(reading).rejects.toMatchObject(busy);
    expect(await store.events.update({ ...freshEvent(), version: 2 })).toBe(true);
    go();
    await working;
    expect(await store.payments.update({ ...other, version: 3 })).toBe(true);
  });

  it("keeps writes waiting for holdMs after its first write at most: then that is taken back, and its unit and tx are over", async () => {
    const { store, rows } = open({ holdMs: 50 });
    const { passed: slow, open: go } = createGate();
    const SENTENCE =
      "The handler kept the payments database for 50 ms after its first use of tx, and its writes were taken back: do what is slow before that.";
    let statement: StatementSync | undefined;
    const working = store.transaction(async ({ tx }) => {
      statement = tx.prepare("insert into handled values (?)");
      statement.run("too slow");
      await slow;
      expect(() => statement?.run("late")).toThrow(SENTENCE);
      expect(() => tx.exec("insert into handled values ('late')")).toThrow(SENTENCE);
    });
    expect(await store.payments.reserve(freshPayment())).toMatchObject({ inserted: true });
    go();
    await expect(working).rejects.toThrow(SENTENCE);
    expect(rows()).toEqual([]);
  });

  it("writes though another has begun meanwhile that has written nothing yet", async () => {
    const { store, rows } = open();
    const first = createGate();
    const second = createGate();
    const working = store.transaction(async ({ tx }) => {
      await first.passed;
      tx.exec("insert into handled values ('first')");
    });
    await store.payments.reserve(freshPayment()); // the first has let go
    const begun = createGate();
    const later = store.transaction(async ({ tx }) => {
      begun.open();
      await second.passed;
      tx.exec("insert into handled values ('second')");
    });
    await begun.passed;
    first.open();
    await working;
    expect(rows()).toEqual(["first"]);
    second.open();
    await later;
    expect(rows()).toEqual(["first", "second"]);
  });

  it("is refused its tx with a sentence while another has written and not ended, and nothing of it is left", async () => {
    const { store, rows } = open();
    const first = createGate();
    const second = createGate();
    const written = createGate();
    const working = store.transaction(async ({ tx }) => {
      await first.passed;
      tx.exec("insert into handled values ('first')");
    });
    await store.payments.reserve(freshPayment());
    const later = store.transaction(async ({ tx }) => {
      tx.exec("insert into handled values ('second')");
      written.open();
      await second.passed;
    });
    await written.passed;
    first.open();
    await expect(working).rejects.toThrow("Another handler has used tx and not ended yet");
    second.open();
    await later;
    expect(rows()).toEqual(["second"]);
  });

  it("does not keep the store from closing, and can use nothing after that", async () => {
    const { store } = open();
    const { passed: slow, open: go } = createGate();
    const working = store.transaction(async ({ payments }) => {
      await slow;
      await payments.findById("pay_absent");
    });
    await store.close();
    go();
    await expect(working).rejects.toMatchObject({ code: "store_unavailable" });
  });
});

describe("a shop on SQLite whose handler never returns for one order", () => {
  it.each([
    ["before it uses tx", () => never()],
    [
      "after it has used tx",
      ({ tx }: PaymentHandlerInput<DatabaseSync>) => {
        tx.exec("insert into handled values ('hangs')");
        return never();
      },
    ],
  ])(
    "%s: other orders are paid and told, it is due again, and the store closes",
    async (_, act) => {
      const { store, rows } = open({ holdMs: 100 });
      const clock = createFakeClock();
      const shop = shopOn(store, clock, act);
      const hanging = shop.pay("hangs");
      await shop.begun;
      await shop.pay("other");
      expect(rows()).toEqual(["other"]);
      await clock.advance({ seconds: 10 });
      expect(await hanging).toBe("succeeded");
      const [payment] = await shop.payments.list({ orderRef: "hangs" });
      expect(payment).toMatchObject({
        status: "succeeded",
        effects: [{ key: "succeeded", state: "due", tries: 1 }],
      });
      await store.close();
    },
  );
});

function open(options?: SqliteStoreOptions) {
  const { folder, remove } = temporaryFolder();
  const file = join(folder, "payments.db");
  const store = sqliteStore({ file }, options);
  const observer = new DatabaseSync(file);
  observer.exec("create table handled (name text) strict");
  cleanUps.push(
    remove,
    () => store.close(),
    () => observer.close(),
  );
  const select = observer.prepare("select name from handled order by rowid");
  return { store, rows: () => select.all().map(({ name }) => name) };
}

function shopOn(
  store: ReturnType<typeof sqliteStore>,
  clock: ReturnType<typeof createFakeClock>,
  act: (input: PaymentHandlerInput<DatabaseSync>) => Promise<never>,
) {
  const begun = createGate();
  const simulator = createSimulator({ seed: 1, now: () => clock.now().getTime() });
  const quiet = () => undefined;
  const payments = createPayments<undefined, DatabaseSync>({
    stripe: new Stripe(simulator.keys.secretKey, {
      httpClient: Stripe.createFetchHttpClient(simulator.fetch),
      telemetry: false,
    }),
    store,
    webhookSecrets: ["whsec_unused"],
    loadOrder: async ({ body }) => ({ id: String(body.order_id), amount: 1050, currency: "usd" }),
    onPayment: {
      succeeded: (input): void | Promise<void> => {
        if (input.payment.orderRef === "hangs") {
          begun.open();
          return act(input);
        }
        input.tx.prepare("insert into handled values (?)").run(input.payment.orderRef);
      },
    },
    clock,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  return {
    payments,
    begun: begun.passed,
    async pay(order: string) {
      const context = { context: undefined };
      const request = { order_id: order, amount: 1050, currency: "usd" };
      const begunPayment = await payments.process(
        { ...request, payment_method_id: "pm_card_visa" },
        context,
      );
      const secret = { payment_intent_client_secret: begunPayment.client_secret };
      return (await payments.confirm(secret, context)).status;
    },
  };
}
