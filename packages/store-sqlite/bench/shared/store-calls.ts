import type { Store } from "@chargeonce/core";
import { freshEvent, freshKey, freshPayment } from "@chargeonce/testing";
import { nameOf } from "./numbered.ts";
import { openShop } from "./open-shop.ts";

/** One thing that is done to a store again and again. */
export interface StoreCall {
  readonly name: string;
  /** Makes ready, untimed. @returns What is timed: it says whether the store answered as it should. */
  prepare(turn: number): Promise<() => Promise<boolean>>;
}

/** A payment that was filled in, succeeded and needs nobody, another one each turn, from all over the store. */
function somePayment(size: number, turn: number): number {
  return 100 * ((turn * 7_919) % (size / 100)) + 10 + (turn % 40);
}

// An instant after all that is due in a filled store.
const LATER = new Date("2100-01-01T00:00:00Z");
const LISTED = 5;

/** Every method, and a customer's whole payment, on a store that was filled with `size` payments. */
export function storeCalls<Tx>(store: Required<Store<Tx>>, size: number): StoreCall[] {
  const { payments, idempotency, events } = store;
  const shop = openShop(store, 2);
  const order = (n: number) => ({
    tenant: "",
    account: "",
    livemode: false,
    orderRef: nameOf.order(n),
  });
  const timed = (name: string, run: (n: number, turn: number) => Promise<boolean>): StoreCall => ({
    name,
    prepare: async (turn) => () => run(somePayment(size, turn), turn),
  });
  const found = async <Found>(look: Promise<Found | null>): Promise<Found> => {
    const record = await look;
    if (record === null) throw new Error("A record is gone that the store was filled with.");
    return record;
  };
  const newPayment = (prefix: string, turn: number) => {
    const id = `${prefix}_${turn}`;
    return freshPayment({ id: `pay_${id}`, orderRef: id, paymentIntentId: `pi_${id}` });
  };

  return [
    timed("payments.reserve", async (_n, turn) => {
      return (await payments.reserve(newPayment("reserved", turn))).inserted;
    }),
    {
      name: "payments.update",
      async prepare(turn) {
        const read = await found(payments.findById(nameOf.payment(somePayment(size, turn))));
        return () => payments.update({ ...read, version: read.version + 1 });
      },
    },
    timed("payments.findById", async (n) => (await payments.findById(nameOf.payment(n))) !== null),
    timed("payments.findByPaymentIntentId", async (n) => {
      return (await payments.findByPaymentIntentId(nameOf.intent(n))) !== null;
    }),
    timed("payments.findLive", async (n) => (await payments.findLive(order(n))) !== null),
    timed("payments.listDue", async () => {
      return (await payments.listDue(LATER, LISTED)).length === LISTED;
    }),
    timed("payments.listForReview", async () => {
      return (await payments.listForReview(LISTED)).length === LISTED;
    }),
    timed("idempotency.claim", async (_n, turn) => {
      return (await idempotency.claim(freshKey({ scopeKey: `claimed_${turn}` }))).inserted;
    }),
    timed("idempotency.find", async (n) => (await idempotency.find(nameOf.key(n))) !== null),
    {
      name: "idempotency.repoint",
      async prepare(turn) {
        const { scopeKey, paymentId } = await found(
          idempotency.find(nameOf.key(somePayment(size, turn))),
        );
        return () => idempotency.repoint(scopeKey, paymentId, `pay_repointed_${turn}`);
      },
    },
    timed("events.record", async (_n, turn) => {
      return (await events.record(freshEvent({ id: `evt_recorded_${turn}` }))).inserted;
    }),
    {
      name: "events.update",
      async prepare(turn) {
        const read = await found(events.findById(nameOf.event(somePayment(size, turn), 0)));
        return () => events.update({ ...read, version: read.version + 1 });
      },
    },
    timed("events.findById", async (n) => (await events.findById(nameOf.event(n, 0))) !== null),
    timed("events.listDue", async () => {
      return (await events.listDue(LATER, LISTED)).length === LISTED;
    }),
    timed("transaction: read and change a payment, record an event", (n, turn) =>
      store.transaction(async (unit) => {
        const read = await found(unit.payments.findById(nameOf.payment(n)));
        await unit.events.record(freshEvent({ id: `evt_in_transaction_${turn}` }));
        return unit.payments.update({ ...read, version: read.version + 1 });
      }),
    ),
    timed("process, confirm and webhooks", async (_n, turn) => {
      const [status, webhooks] = await shop.pay(`paid_${turn}`);
      return status === "succeeded" && webhooks >= 2;
    }),
  ];
}
