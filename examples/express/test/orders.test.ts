import { EventEmitter, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Payment } from "@chargeonce/core";
import {
  createOrders,
  openPostgresShop,
  openSqliteShop,
  type ShopDatabase,
} from "@chargeonce-examples/shop";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { look, type PostgresServer, startPostgres } from "./postgres-server.ts";

const BASKET = {
  lines: [{ name: "Kenya Nyeri", quantity: 1, amount: 1450 }],
  amount: 1450,
  currency: "usd",
  description: "1 × Kenya Nyeri",
};

let folder: string;
let files = 0;
let postgres: PostgresServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chargeonce-orders-"));
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres?.stop();
  await rm(folder, { recursive: true });
});

const newFile = () => {
  files += 1;
  return join(folder, `shop-${files}.db`);
};

// Writers of one file take turns before they ask for anything: there is nothing to see of the one that waits.
describe("on SQLite", () =>
  keepsOrders({
    open: async () => openSqliteShop(newFile()),
    somebodyWaits: async () => undefined,
  }));
describe("on Postgres", () => {
  let url: URL;
  keepsOrders({
    open: async () => {
      url = await postgres.createDatabase();
      return openPostgresShop(url);
    },
    somebodyWaits: () =>
      vi.waitFor(async () => {
        const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = '${url.pathname.slice(1)}'`;
        expect(await look(url, waiting)).toHaveLength(1);
      }, 10_000),
  });
});

interface Subject<Tx> {
  readonly open: () => Promise<ShopDatabase<Tx>>;
  /** Resolves when a transaction waits for another, where that can be seen. */
  readonly somebodyWaits: () => Promise<void>;
}

/** The fields of a payment that the shop reads. */
function paymentFor(orderId: string, more: Partial<Payment> = {}): Payment {
  const read = {
    id: "pay_1",
    orderRef: orderId,
    orderRequest: { order_id: orderId },
    amount: 1450,
    amountReceived: 1450,
    currency: "usd",
    ...more,
  };
  return read as Payment;
}

function keepsOrders<Tx>({ open, somebodyWaits }: Subject<Tx>): void {
  const opened: ShopDatabase<Tx>[] = [];

  afterEach(async () => {
    for (const database of opened.splice(0)) await database.close();
  });

  async function openShop() {
    const database = await open();
    opened.push(database);
    const orders = createOrders(database.tables, "world 1");
    const { store } = database;
    const inTransaction = async <Result>(work: (tx: Tx) => Promise<Result>) => {
      if (store.transaction === undefined) throw new Error("Both stores have transactions.");
      return store.transaction(({ tx }) => work(tx));
    };
    return {
      database,
      orders,
      inTransaction,
      place: async () => (await orders.place(BASKET)).order_id ?? "",
      statusOf: async (orderId: string) => (await orders.view(orderId))?.status,
      markPaid: (payment: Payment, resolved = false) =>
        inTransaction((tx) => orders.markPaid(tx, payment, resolved)),
      markForReview: (payment: Payment) =>
        inTransaction((tx) => orders.markForReview(tx, payment, "order_changed")),
      noteWebhook: (paymentId: string) => inTransaction((tx) => orders.noteWebhook(tx, paymentId)),
    };
  }

  test("an order that was placed is read as it was answered, with the shop's own lines", async () => {
    const { orders } = await openShop();
    const placed = await orders.place(BASKET);
    expect(placed).toEqual({
      order_id: expect.stringMatching(/^ord_[0-9a-f]{24}$/),
      status: "unpaid",
      ...BASKET,
      paid_at: null,
      webhook_received_at: null,
    });
    expect(await orders.view(placed.order_id ?? "")).toEqual(placed);
  });

  test("an order is paid once it is both marked and reported by the webhook, in either order", async () => {
    const { orders, place, markPaid, noteWebhook, statusOf } = await openShop();
    const [first, second] = [await place(), await place()];
    const before = new Date().toISOString();
    expect(await markPaid(paymentFor(first))).toBeUndefined();
    expect(await statusOf(first)).toBe("processing");
    await noteWebhook("pay_1");
    expect(await statusOf(first)).toBe("paid");
    const { paid_at, webhook_received_at } = (await orders.view(first)) ?? {};
    expect([before, paid_at, webhook_received_at].toSorted()).toEqual([
      before,
      paid_at,
      webhook_received_at,
    ]);

    await noteWebhook("pay_2");
    expect(await statusOf(second)).toBe("unpaid");
    await markPaid(paymentFor(second, { id: "pay_2" }));
    expect(await statusOf(second)).toBe("paid");
  });

  test("a webhook that comes twice is noted once", async () => {
    const { orders, place, markPaid, noteWebhook } = await openShop();
    const orderId = await place();
    await markPaid(paymentFor(orderId));
    await noteWebhook("pay_1");
    const { webhook_received_at: first } = (await orders.view(orderId)) ?? {};
    await noteWebhook("pay_1");
    expect(first).toMatch(/^\d{4}-/);
    expect((await orders.view(orderId))?.webhook_received_at).toBe(first);
  });

  test.each<[string, Partial<Payment>]>([
    ["another amount", { amount: 1449, amountReceived: 1449 }],
    ["a part of the amount", { amountReceived: 1449 }],
    ["another currency", { currency: "eur" }],
    ["an order that is gone", { orderRef: "ord_gone" }],
  ])("money for %s goes to review and pays nothing", async (_title, difference) => {
    const { place, markPaid, statusOf } = await openShop();
    const orderId = await place();
    expect(await markPaid(paymentFor(orderId, difference))).toBe("review");
    expect(await statusOf(orderId)).toBe("unpaid");
  });

  test("what a person resolved as paid is paid, whatever the order says by now", async () => {
    const { place, markPaid, markForReview, noteWebhook, statusOf } = await openShop();
    const orderId = await place();
    const payment = paymentFor(orderId, { amountReceived: 1449 });
    await markPaid(payment);
    await markForReview(payment);
    await noteWebhook(payment.id);
    expect(await statusOf(orderId)).toBe("review");
    expect(await markPaid(payment, true)).toBeUndefined();
    expect(await statusOf(orderId)).toBe("paid");
  });

  test("a second payment of an order that is paid goes to review", async () => {
    const { place, markPaid, markForReview, statusOf } = await openShop();
    const orderId = await place();
    await markPaid(paymentFor(orderId));
    expect(await markPaid(paymentFor(orderId, { id: "pay_2" }))).toBe("review");
    await markForReview(paymentFor(orderId));
    expect(await statusOf(orderId)).toBe("review");
  });

  test("a second payment that arrives while the first is written waits for it, and goes to review", async () => {
    const { orders, place, inTransaction, markPaid } = await openShop();
    const orderId = await place();
    const steps = new EventEmitter();
    const [written, mayCommit] = [once(steps, "written"), once(steps, "may commit")];
    const first = inTransaction(async (tx) => {
      const outcome = await orders.markPaid(tx, paymentFor(orderId), false);
      steps.emit("written");
      await mayCommit;
      return outcome;
    });
    await written;
    const second = markPaid(paymentFor(orderId, { id: "pay_2" }));
    await somebodyWaits();
    steps.emit("may commit");
    expect([await first, await second]).toEqual([undefined, "review"]);
  });

  test("what a transaction wrote is gone when it fails", async () => {
    const { orders, place, inTransaction, statusOf } = await openShop();
    const orderId = await place();
    const failing = inTransaction(async (tx) => {
      await orders.markPaid(tx, paymentFor(orderId), false);
      throw new Error("the payment's own record could not be written");
    });
    await expect(failing).rejects.toThrow("could not be written");
    expect(await statusOf(orderId)).toBe("unpaid");
  });

  test("a donation is its payment, and is paid as an order is", async () => {
    const { orders, markPaid, noteWebhook } = await openShop();
    const donation = paymentFor("scoped key", { orderRequest: { note: "for tea" } });
    expect(await orders.viewDonation("pay_1")).toBeNull();
    expect(await markPaid(donation)).toBeUndefined();
    expect((await orders.viewDonation("pay_1"))?.status).toBe("processing");
    await noteWebhook("pay_1");
    expect(await orders.viewDonation("pay_1")).toMatchObject({
      status: "paid",
      amount: 1450,
      description: "Donation",
    });
  });

  test("an order left unpaid in another world cannot be found for payment", async () => {
    const { database, orders, place, markPaid } = await openShop();
    const [paid, unpaid] = [await place(), await place()];
    await markPaid(paymentFor(paid));
    const later = createOrders(database.tables, "world 2");
    expect(await later.find(unpaid)).toBeNull();
    expect((await later.view(unpaid))?.status).toBe("expired");
    expect((await later.view(paid))?.status).toBe("processing");
    expect(await orders.find(unpaid)).toEqual({
      id: unpaid,
      amount: 1450,
      currency: "usd",
      description: "1 × Kenya Nyeri",
    });
  });
}
