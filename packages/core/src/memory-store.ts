import { PaymentsError } from "./errors.ts";
import { isLive, needsPerson, type Payment } from "./payment.ts";
import type { IdempotencyRecord, IdempotencyStore } from "./ports/idempotency-store.ts";
import type { OrderKey, PaymentStore } from "./ports/payment-store.ts";
import type { Store } from "./ports/store.ts";
import type { WebhookEvent, WebhookEventStore } from "./ports/webhook-event-store.ts";

/** What a handler gets as `tx` from {@link memoryStore}: a way for its own effects to take part in the rollback. */
export interface MemoryTransaction {
  /** Names what takes an effect back. Called, the last one first, when the transaction does not commit. */
  onRollback(undo: () => void): void;
}

interface Tables {
  readonly payments: Map<string, Payment>;
  readonly keys: Map<string, IdempotencyRecord>;
  readonly events: Map<string, WebhookEvent>;
}

/** Runs a synchronous look at the tables, or a change of them. */
type Access = <Result>(work: (tables: Tables) => Result) => Promise<Result>;

/**
 * A store in this process's memory, for tests and for trying the library out. Nothing outlives the process.
 *
 * Keeps every guarantee of the ports but durability. Writes and transactions run one after the other; reads see
 * what was committed. A handler that writes to the store itself, and not through its transaction's `unit`,
 * waits for its own end for ever.
 */
export function memoryStore(): Required<Store<MemoryTransaction>> {
  let tables: Tables = { payments: new Map(), keys: new Map(), events: new Map() };
  let lastTurn: Promise<unknown> = Promise.resolve();

  const inTurn = <Result>(work: () => Result | Promise<Result>): Promise<Result> => {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  };
  const read: Access = async (look) => look(tables);
  const write: Access = (change) => inTurn(() => change(tables));

  return {
    payments: paymentStore(read, write),
    idempotency: idempotencyStore(read, write),
    events: eventStore(read, write),
    transaction: (work) =>
      inTurn(async () => {
        const draft = copyTables(tables);
        const undos: (() => void)[] = [];
        let over = false;
        const inside: Access = async (use) => {
          if (over) throw afterTheEnd();
          return use(draft);
        };
        const onRollback = (undo: () => void) => {
          if (over) throw afterTheEnd();
          undos.push(undo);
        };
        try {
          const result = await work({
            payments: paymentStore(inside, inside),
            events: eventStore(inside, inside),
            tx: { onRollback },
          });
          tables = draft;
          return result;
        } catch (error) {
          for (const undo of undos.reverse()) undo();
          throw error;
        } finally {
          over = true;
        }
      }),
  };
}

function copyTables({ payments, keys, events }: Tables): Tables {
  return { payments: new Map(payments), keys: new Map(keys), events: new Map(events) };
}

function afterTheEnd(): Error {
  return new Error(
    "This transaction has ended: await everything that uses its unit or tx before the work returns.",
  );
}

function paymentStore(read: Access, write: Access): PaymentStore {
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
      write(({ payments }) => {
        if (payments.get(payment.id)?.version !== payment.version - 1) return false;
        refuseTwins(payments, payment);
        payments.set(payment.id, structuredClone(payment));
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
    listDue: (now, limit) =>
      read(({ payments }) => firstDue([...payments.values()], (each) => each.dueAt, now, limit)),
    listForReview: (limit) =>
      read(({ payments }) =>
        [...payments.values()]
          .filter(needsPerson)
          .sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
          .slice(0, limit)
          .map((each) => structuredClone(each)),
      ),
  };
}

function idempotencyStore(read: Access, write: Access): IdempotencyStore {
  return {
    claim: (record) =>
      write(({ keys }) => {
        const stored = keys.get(record.scopeKey);
        if (stored !== undefined) return { record: structuredClone(stored), inserted: false };
        keys.set(record.scopeKey, structuredClone(record));
        return { record: structuredClone(record), inserted: true };
      }),
    find: (scopeKey) => read(({ keys }) => copyOrNull(keys.get(scopeKey))),
    repoint: (scopeKey, expectedPaymentId, paymentId) =>
      write(({ keys }) => {
        const stored = keys.get(scopeKey);
        if (stored?.paymentId !== expectedPaymentId) return false;
        keys.set(scopeKey, { ...stored, paymentId });
        return true;
      }),
  };
}

function eventStore(read: Access, write: Access): WebhookEventStore {
  return {
    record: (event) =>
      write(({ events }) => {
        const stored = events.get(event.id);
        if (stored !== undefined) return { event: structuredClone(stored), inserted: false };
        events.set(event.id, structuredClone(event));
        return { event: structuredClone(event), inserted: true };
      }),
    update: (event) =>
      write(({ events }) => {
        if (events.get(event.id)?.version !== event.version - 1) return false;
        events.set(event.id, structuredClone(event));
        return true;
      }),
    findById: (id) => read(({ events }) => copyOrNull(events.get(id))),
    listDue: (now, limit) =>
      read(({ events }) =>
        firstDue(
          [...events.values()].filter(({ status }) => status === "pending"),
          (each) => each.nextAttemptAt,
          now,
          limit,
        ),
      ),
  };
}

function copyOrNull<Item>(item: Item | undefined): Item | null {
  return item === undefined ? null : structuredClone(item);
}

function sameOrder(one: OrderKey, other: OrderKey): boolean {
  return (
    one.tenant === other.tenant &&
    one.account === other.account &&
    one.livemode === other.livemode &&
    one.orderRef === other.orderRef
  );
}

/** What unique constraints do in a database: the core has a fault when it comes to this. */
function refuseTwins(payments: Map<string, Payment>, payment: Payment): void {
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

function firstDue<Item>(
  items: Iterable<Item>,
  dueAt: (item: Item) => Date | null,
  now: Date,
  limit: number,
): Item[] {
  return [...items]
    .flatMap((item) => {
      const due = dueAt(item)?.getTime();
      return due === undefined || due > now.getTime() ? [] : [{ item, due }];
    })
    .sort((one, other) => one.due - other.due)
    .slice(0, limit)
    .map(({ item }) => structuredClone(item));
}
