import type { OrderKey, Payment, WebhookEvent } from "@chargeonce/core";
import { type BrokenStore, brokenMethods } from "./broken-store.ts";

export const brokenFinding: readonly BrokenStore[] = [
  brokenMethods("an absent payment is an error", ["RESERVE-03", "UPDATE-04", "FIND-01", "TX-02"], {
    payments: (inner) => ({
      findById: async (id) => {
        const found = await inner.findById(id);
        if (found === null) throw new Error("No such payment.");
        return found;
      },
    }),
  }),
  brokenMethods("a canceled payment is not found by its PaymentIntent", ["FIND-02"], {
    payments: (inner) => ({
      findByPaymentIntentId: async (id) => {
        const found = await inner.findByPaymentIntentId(id);
        return found?.status === "canceled" ? null : found;
      },
    }),
  }),
  brokenMethods("a canceled payment is found as the live one", ["RESERVE-06", "FIND-03"], {
    payments: (inner) => {
      const canceled: Payment[] = [];
      return {
        update: async (payment) => {
          if (payment.status === "canceled") canceled.push(payment);
          return inner.update(payment);
        },
        findLive: async (order: OrderKey) =>
          (await inner.findLive(order)) ??
          canceled.find(({ orderRef }) => orderRef === order.orderRef) ??
          null,
      };
    },
  }),
  brokenMethods("due payments come in no order", ["FIND-04", "TAKE-09"], {
    payments: (inner) => ({
      listDue: async (query) => (await inner.listDue(query)).reverse(),
    }),
  }),
  brokenMethods(
    "a payment is due a moment after its instant",
    ["FIND-04", "FIND-05", "TAKE-09", "TX-03"],
    {
      payments: (inner) => ({
        listDue: (query) => inner.listDue({ ...query, now: new Date(query.now.getTime() - 1) }),
      }),
    },
  ),
  brokenMethods("a payment that was due once stays in the list", ["FIND-05", "TAKE-06"], {
    payments: (inner) => {
      const remembered = new Map<string, Payment>();
      return {
        update: async (payment) => {
          if (payment.dueAt !== null && !remembered.has(payment.id)) {
            remembered.set(payment.id, payment);
          }
          return inner.update(payment);
        },
        listDue: async (query) => {
          const listed = await inner.listDue(query);
          const extra = [...remembered.values()].filter(
            ({ id, dueAt }) =>
              dueAt !== null && dueAt <= query.now && !listed.some((each) => each.id === id),
          );
          return [...listed, ...extra].slice(0, query.limit);
        },
      };
    },
  }),
  brokenMethods("lists have no limit", ["FIND-04", "FIND-06", "EVENT-06", "TAKE-09", "INBOX-09"], {
    payments: (inner) => ({
      listDue: (query) => inner.listDue({ ...query, limit: 1_000 }),
      listForReview: (owner) => inner.listForReview(owner, 1_000),
    }),
    events: (inner) => ({ listDue: (query) => inner.listDue({ ...query, limit: 1_000 }) }),
  }),
  brokenMethods("contradictions are not listed for review", ["FIND-06"], {
    payments: (inner) => ({
      listForReview: async (owner, limit) =>
        (await inner.listForReview(owner, limit)).filter(({ status }) => status === "review"),
    }),
  }),
  brokenMethods("callers get the stored payment itself", ["FIND-07"], {
    payments: (inner) => ({ findById: sharing(inner.findById) }),
  }),
  brokenMethods("callers get the stored event itself", ["FIND-07"], {
    events: (inner) => {
      const sharers = new Map<string, (id: string) => Promise<WebhookEvent | null>>();
      return {
        findById: (owner, id) => {
          const shared =
            sharers.get(JSON.stringify(owner)) ?? sharing((each) => inner.findById(owner, each));
          sharers.set(JSON.stringify(owner), shared);
          return shared(id);
        },
      };
    },
  }),
  brokenMethods(
    "an order elsewhere is looked for under the same names only",
    ["ELSEWHERE-01", "ELSEWHERE-02", "ELSEWHERE-03"],
    {
      payments: () => ({ findElsewhere: async () => null }),
    },
  ),
  brokenMethods("an order elsewhere is found though it was canceled", ["ELSEWHERE-02"], {
    payments: (inner) => {
      const last = new Map<string, Payment>();
      return {
        findElsewhere: async (order) => {
          const found = await inner.findElsewhere(order);
          if (found !== null) last.set(order.orderRef, found);
          return last.get(order.orderRef) ?? null;
        },
      };
    },
  }),
  brokenMethods(
    "an order elsewhere of the other mode comes before one of its own",
    ["ELSEWHERE-03"],
    {
      payments: (inner) => ({
        findElsewhere: async (order) =>
          (await inner.findLive({
            ...order,
            tenant: "",
            account: "",
            livemode: !order.livemode,
          })) ?? inner.findElsewhere(order),
      }),
    },
  ),
  brokenMethods("only the owner without a name is listed besides", ["ELSEWHERE-04"], {
    payments: (inner) => ({
      listOtherOwners: async (owner, limit) =>
        (await inner.listOtherOwners(owner, limit)).filter(
          ({ account, installation }) => account === "" && installation === "",
        ),
    }),
  }),
  brokenMethods("owners of the other mode are listed, too", ["ELSEWHERE-04"], {
    payments: (inner) => ({
      listOtherOwners: async (owner, limit) => {
        const others = await inner.listOtherOwners({ ...owner, livemode: !owner.livemode }, limit);
        return [...(await inner.listOtherOwners(owner, limit)), ...others].slice(0, limit);
      },
    }),
  }),
];

/** Hands out one object to everybody, until the record changes. */
function sharing<Item extends { readonly version: number }>(
  find: (id: string) => Promise<Item | null>,
): (id: string) => Promise<Item | null> {
  const shared = new Map<string, Item>();
  return async (id) => {
    const found = await find(id);
    const before = shared.get(id);
    if (found === null || before?.version === found.version) return before ?? null;
    shared.set(id, found);
    return found;
  };
}
