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
const EARLIER = new Date("2000-01-01T00:00:00Z");
const LISTED = 5;
const OWNER = { account: "", livemode: false, installation: "" };
const PAGE = { ...OWNER, limit: LISTED };
const DUE = { ...PAGE, now: LATER };
// Free again at once: the next turn finds the same.
const TAKE = { ...DUE, takenUntil: LATER };
const isFull = (listed: readonly unknown[]) => listed.length === LISTED;

/** Every method, and a customer's whole payment, on a store that was filled with `size` payments. */
export function storeCalls<Tx>(store: Required<Store<Tx>>, size: number): StoreCall[] {
  const { payments, idempotency, events, feed } = store;
  const shop = openShop(store, 2);
  const order = (n: number) => ({
    tenant: "",
    ...OWNER,
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
    timed("payments.takeDue", async () => isFull(await payments.takeDue(TAKE))),
    timed("payments.listDue", async () => isFull(await payments.listDue(DUE))),
    timed("payments.listForReview", async () =>
      isFull(await payments.listForReview(OWNER, LISTED)),
    ),
    timed("payments.list, the newest", async () => isFull(await payments.list(PAGE))),
    timed("payments.list, of an order", async (n) => {
      return (await payments.list({ ...PAGE, orderRef: nameOf.order(n) })).length === 1;
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
        const read = await found(events.findById(OWNER, nameOf.event(somePayment(size, turn), 0)));
        return () => events.update({ ...read, version: read.version + 1 });
      },
    },
    timed(
      "events.findById",
      async (n) => (await events.findById(OWNER, nameOf.event(n, 0))) !== null,
    ),
    timed("events.takeDue", async () => isFull(await events.takeDue(TAKE))),
    timed("events.takeDue, when nothing is due", async () => {
      return (await events.takeDue({ ...TAKE, now: EARLIER })).length === 0;
    }),
    timed("events.listDue", async () => isFull(await events.listDue(DUE))),
    timed("events.list, the newest", async () => isFull(await events.list(PAGE))),
    timed("events.findUnknown", async (n) => {
      return (await events.findUnknown(OWNER, [nameOf.event(n, 0), "evt_absent"])).length === 1;
    }),
    timed("feed.advance", async (_n, turn) => {
      const instant = new Date(LATER.getTime() + turn);
      await feed.advance(OWNER, { readUntil: instant, readAt: instant });
      return (await feed.find(OWNER)) !== null;
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
