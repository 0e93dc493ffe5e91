import type { OrderKey, Payment } from "@chargeonce/core";
import { type BrokenStore, brokenMethods } from "./broken-store.ts";

const orderOf = ({ tenant, account, livemode, installation, orderRef }: OrderKey) =>
  JSON.stringify([tenant, account, livemode, installation, orderRef]);

export const brokenPayments: readonly BrokenStore[] = [
  brokenMethods(
    "reserve tells everybody that it inserted",
    ["RESERVE-02", "RESERVE-03", "RESERVE-06", "TX-08"],
    {
      payments: (inner) => ({
        reserve: async (payment) => ({ ...(await inner.reserve(payment)), inserted: true }),
      }),
    },
  ),
  brokenMethods(
    "reserve gives back the caller's own record",
    ["RESERVE-02", "RESERVE-03", "RESERVE-05", "RESERVE-06"],
    {
      payments: (inner) => ({
        reserve: async (payment) => ({ ...(await inner.reserve(payment)), payment }),
      }),
    },
  ),
  brokenMethods(
    "reserve looks first and inserts afterwards, without a unique constraint",
    ["RESERVE-02"],
    {
      payments: (inner) => {
        const copies = new Map<string, Payment>();
        return {
          reserve: async (payment) => {
            const live = await inner.findLive(payment);
            const again = await inner.findById(payment.id);
            if (again !== null || live !== null) return inner.reserve(payment);
            const { inserted, payment: stored } = await inner.reserve(payment);
            if (!inserted) copies.set(payment.id, payment);
            return inserted ? { payment: stored, inserted } : { payment, inserted: true };
          },
          findById: async (id) => copies.get(id) ?? inner.findById(id),
        };
      },
    },
  ),
  brokenMethods("a succeeded payment does not hold its order", ["RESERVE-03"], {
    payments: (inner) => ({
      reserve: async (payment) => {
        const live = await inner.findLive(payment);
        return live?.status === "succeeded" ? { payment, inserted: true } : inner.reserve(payment);
      },
    }),
  }),
  brokenMethods(
    "a canceled payment holds its order for ever",
    ["RESERVE-04", "RESERVE-05", "RESERVE-08", "UPDATE-08", "LIST-02"],
    {
      payments: (inner) => {
        const first = new Map<string, string>();
        return {
          reserve: async (payment) => {
            const holder = await inner.findById(first.get(orderOf(payment)) ?? payment.id);
            if (holder !== null) return { payment: holder, inserted: false };
            first.set(orderOf(payment), payment.id);
            return inner.reserve(payment);
          },
        };
      },
    },
  ),
  brokenMethods("reserve believes the attempt it is given", ["RESERVE-05"], {
    payments: (inner) => ({
      reserve: async (payment) => {
        const { payment: stored, inserted } = await inner.reserve(payment);
        return { payment: inserted ? { ...stored, attempt: payment.attempt } : stored, inserted };
      },
    }),
  }),
  brokenMethods("reserve forgets that a canceled payment is stored", ["RESERVE-06"], {
    payments: (inner) => ({
      reserve: async (payment) => {
        const stored = await inner.findById(payment.id);
        return stored?.status === "canceled" ? { payment, inserted: true } : inner.reserve(payment);
      },
    }),
  }),
  brokenMethods("reserve takes a payment of another order for this one's", ["RESERVE-08"], {
    payments: (inner) => ({
      reserve: async (payment) => {
        const stored = await inner.findById(payment.id);
        const elsewhere = stored !== null && orderOf(stored) !== orderOf(payment);
        return elsewhere ? { payment: stored, inserted: false } : inner.reserve(payment);
      },
    }),
  }),
  brokenMethods("orders are compared without regard to case", ["RESERVE-07"], {
    payments: (inner) => ({
      reserve: (payment) => inner.reserve({ ...payment, orderRef: payment.orderRef.toLowerCase() }),
      findLive: (order) => inner.findLive({ ...order, orderRef: order.orderRef.toLowerCase() }),
    }),
  }),
  brokenMethods(
    "records are kept as plain JSON: instants come back as text",
    [
      "RESERVE-01",
      "RESERVE-02",
      "RESERVE-04",
      "RESERVE-08",
      "UPDATE-01",
      "UPDATE-02",
      "UPDATE-03",
      "UPDATE-07",
      "UPDATE-08",
      "FIND-07",
      "TAKE-01",
      "TAKE-04",
      "TAKE-05",
      "TAKE-07",
      "TAKE-08",
      "LIST-01",
      "UNHEARD-01",
      "TX-01",
      "TX-02",
      "TX-04",
      "TX-05",
      "TX-08",
      "TX-09",
      "TX-11",
      "DURABLE-01",
    ],
    {
      payments: (inner) => ({
        findById: async (id) => JSON.parse(JSON.stringify(await inner.findById(id))),
      }),
    },
  ),
  brokenMethods("a new field is forgotten when writing", ["RESERVE-01", "UPDATE-01"], {
    payments: (inner) => ({
      reserve: (payment) => inner.reserve({ ...payment, cancelReason: null }),
      update: (payment) => inner.update({ ...payment, cancelReason: null }),
    }),
  }),
  brokenMethods(
    "update writes whatever the version: the last writer wins",
    ["UPDATE-02", "UPDATE-03", "UPDATE-06", "TAKE-04", "TAKE-08", "TX-08"],
    {
      payments: (inner) => ({
        update: async (payment) => {
          const stored = await inner.findById(payment.id);
          return stored !== null && inner.update({ ...payment, version: stored.version + 1 });
        },
      }),
    },
  ),
  brokenMethods("update takes any version above the stored one", ["UPDATE-03", "TX-08"], {
    payments: (inner) => ({
      update: async (payment) => {
        const stored = await inner.findById(payment.id);
        return stored !== null && payment.version > stored.version
          ? inner.update({ ...payment, version: stored.version + 1 })
          : false;
      },
    }),
  }),
  brokenMethods("update compares, waits, and then writes", ["UPDATE-05", "UPDATE-06"], {
    payments: (inner) => ({
      update: async (payment) => {
        const stored = await inner.findById(payment.id);
        if (stored?.version !== payment.version - 1) return false;
        return (await inner.update(payment)) || true;
      },
    }),
  }),
  brokenMethods(
    "update says that it wrote when it was refused",
    [
      "UPDATE-02",
      "UPDATE-03",
      "UPDATE-04",
      "UPDATE-05",
      "UPDATE-06",
      "TAKE-04",
      "TAKE-08",
      "TX-08",
    ],
    {
      payments: (inner) => ({
        update: async (payment) => (await inner.update(payment)) || true,
      }),
    },
  ),
  brokenMethods(
    "update refuses now and then for no reason",
    [
      "RESERVE-03",
      "UPDATE-06",
      "FIND-02",
      "FIND-04",
      "FIND-05",
      "FIND-06",
      "ELSEWHERE-01",
      "ELSEWHERE-04",
      "TAKE-01",
      "TAKE-02",
      "TAKE-04",
      "TAKE-06",
      "TAKE-07",
      "TAKE-08",
      "TAKE-09",
      "LIST-02",
      "LIST-07",
      "UNHEARD-01",
      "SUMMARY-01",
    ],
    {
      payments: (inner) => {
        let calls = 0;
        return {
          update: async (payment) => {
            calls += 1;
            return calls % 3 !== 0 && inner.update(payment);
          },
        };
      },
    },
  ),
  brokenMethods("update makes the payment that is not there", ["UPDATE-04"], {
    payments: (inner) => ({
      update: async (payment) => {
        if ((await inner.findById(payment.id)) !== null) return inner.update(payment);
        return (await inner.reserve(payment)).inserted;
      },
    }),
  }),
  brokenMethods(
    "update takes a broken unique constraint for a lost race",
    ["UPDATE-07", "UPDATE-08", "TX-09"],
    {
      payments: (inner) => ({
        update: (payment) => inner.update(payment).catch(() => false),
      }),
    },
  ),
];
