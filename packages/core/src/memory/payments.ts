import { PaymentsError } from "../errors.ts";
import type { OrderKey, PaymentStore } from "../ports/payment-store.ts";
import type { Owner } from "../records/owner.ts";
import { isLive, needsPerson, type Payment, unheardOf } from "../records/payment.ts";
import {
  type Access,
  compareText,
  copyOrNull,
  dueOf,
  ownerKey,
  pageOf,
  sameOwner,
  type Tables,
  take,
} from "./tables.ts";

export function paymentStore(read: Access, write: Access): PaymentStore {
  return {
    reserve: (payment) =>
      write(({ payments }) => {
        const siblings = [...payments.values()].filter((each) => sameOrder(each, payment));
        const stored = siblings.find(({ id }) => id === payment.id) ?? siblings.find(isLive);
        if (stored !== undefined) return { payment: structuredClone(stored), inserted: false };
        refuseTwins(payments, payment);
        if (payments.has(payment.id)) {
          throw new PaymentsError(
            "internal_error",
            "This payment id belongs to another order: give every payment a random id.",
          );
        }
        const reserved = { ...structuredClone(payment), attempt: siblings.length + 1 };
        payments.set(reserved.id, reserved);
        return { payment: structuredClone(reserved), inserted: true };
      }),
    update: (payment) =>
      write(({ payments, taken }) => {
        if (payments.get(payment.id)?.version !== payment.version - 1) return false;
        refuseTwins(payments, payment);
        payments.set(payment.id, structuredClone(payment));
        taken.delete(payment.id);
        return true;
      }),
    findById: (id) => read(({ payments }) => copyOrNull(payments.get(id))),
    findByPaymentIntentId: (paymentIntentId) =>
      read(({ payments }) =>
        copyOrNull([...payments.values()].find((each) => each.paymentIntentId === paymentIntentId)),
      ),
    findLive: (order) =>
      read(({ payments }) =>
        copyOrNull([...payments.values()].find((each) => isLive(each) && sameOrder(each, order))),
      ),
    findElsewhere: (order) =>
      read(({ payments }) => {
        const [first] = [...payments.values()]
          .filter((each) => isLive(each) && mayBeSameOrder(each, order))
          .sort(
            (one, other) =>
              Number(other.livemode === order.livemode) - Number(one.livemode === order.livemode) ||
              oldestFirst(one, other),
          );
        return copyOrNull(first);
      }),
    listOtherOwners: (owner, limit) =>
      read(({ payments }) => {
        const others = new Map<string, Owner>();
        for (const { account, livemode, installation } of payments.values()) {
          const other: Owner = { account, livemode, installation };
          if (mayBeSameOwner(other, owner)) others.set(ownerKey(other), other);
        }
        return [...others.values()].slice(0, limit);
      }),
    takeDue: (query) =>
      write((tables) =>
        take(dueOf(tables.payments.values(), dueAtOf, query), tables, query, ({ id }) => id),
      ),
    listDue: (query) =>
      read(({ payments }) =>
        dueOf(payments.values(), dueAtOf, query)
          .slice(0, query.limit)
          .map((each) => structuredClone(each)),
      ),
    listForReview: (owner, limit) =>
      read(({ payments }) =>
        [...payments.values()]
          .filter((each) => sameOwner(each, owner) && needsPerson(each))
          .sort(oldestFirst)
          .slice(0, limit)
          .map((each) => structuredClone(each)),
      ),
    listUnheard: ({ kinds, since, limit, ...owner }) =>
      read(({ payments }) =>
        [...payments.values()]
          .flatMap((payment) => {
            const unheard = sameOwner(payment, owner) ? unheardOf(payment) : null;
            const fits = unheard?.kinds.some((kind) => kinds.includes(kind)) ?? false;
            return unheard !== null && fits && unheard.at >= since ? [{ payment, ...unheard }] : [];
          })
          .sort(
            (one, other) =>
              one.at.getTime() - other.at.getTime() ||
              compareText(one.payment.id, other.payment.id),
          )
          .slice(0, limit)
          .map(({ payment }) => structuredClone(payment)),
      ),
    list: ({ status, orderRef, createdFrom, ...query }) =>
      read(({ payments }) => {
        const wanted = [...payments.values()].filter(
          (each) =>
            sameOwner(each, query) &&
            (status === undefined || each.status === status) &&
            (orderRef === undefined || each.orderRef === orderRef) &&
            (createdFrom === undefined || each.createdAt >= createdFrom),
        );
        return pageOf(wanted, ({ createdAt, id }) => ({ at: createdAt, id }), query);
      }),
    summarize: (owner, { dueBefore, abandonBefore }) =>
      read(({ payments }) => {
        const own = [...payments.values()].filter((each) => sameOwner(each, owner));
        const isStuck = ({ dueAt, abandonAt }: Payment) =>
          (dueAt !== null && dueAt < dueBefore) ||
          (abandonAt !== null && abandonAt < abandonBefore);
        const first = Math.min(...own.map(({ createdAt }) => createdAt.getTime()));
        return {
          stuck: own.filter(isStuck).length,
          forReview: own.filter(needsPerson).length,
          firstCreatedAt: own.length === 0 ? null : new Date(first),
        };
      }),
  };
}

function dueAtOf({ dueAt }: Payment): Date | null {
  return dueAt;
}

function oldestFirst(one: Payment, other: Payment): number {
  return one.createdAt.getTime() - other.createdAt.getTime() || compareText(one.id, other.id);
}

function sameOrder(one: OrderKey, other: OrderKey): boolean {
  return sameOwner(one, other) && one.tenant === other.tenant && one.orderRef === other.orderRef;
}

/** One of both names may be missing, before or after a deploy. */
function agree(name: string, otherName: string): boolean {
  return name === otherName || name === "" || otherName === "";
}

function mayBeSameOwner(one: Owner, other: Owner): boolean {
  return (
    !sameOwner(one, other) && one.livemode === other.livemode && agree(one.account, other.account)
  );
}

function mayBeSameOrder(one: OrderKey, other: OrderKey): boolean {
  return (
    !sameOrder(one, other) &&
    one.orderRef === other.orderRef &&
    agree(one.tenant, other.tenant) &&
    agree(one.account, other.account) &&
    agree(one.installation, other.installation)
  );
}

/** What unique constraints do in a database: the core has a fault when it comes to this. */
function refuseTwins(payments: Tables["payments"], payment: Payment): void {
  for (const other of payments.values()) {
    if (other.id === payment.id) continue;
    if (payment.paymentIntentId !== null && other.paymentIntentId === payment.paymentIntentId) {
      throw new PaymentsError(
        "internal_error",
        "Another payment already stores this PaymentIntent: one intent belongs to one payment.",
      );
    }
    if (isLive(payment) && isLive(other) && sameOrder(payment, other)) {
      throw new PaymentsError(
        "internal_error",
        "The order already has a live payment: a canceled one must stay canceled.",
      );
    }
  }
}
