import type { PaymentStore } from "../ports/payment-store.ts";
import type { WebhookEventStore } from "../ports/webhook-event-store.ts";
import type { Owner } from "../records/owner.ts";

/** Rows that transactions have read, each kept from the others until the transaction ends. */
export interface RowLocks {
  /** What one transaction holds. */
  hold(): HeldRows;
  /** Waits until nobody holds the row, for a write outside any transaction. */
  waitFor(id: string): Promise<void>;
}

export interface HeldRows {
  /** Waits until nobody else holds the row. @throws Error when its holder waits for a row that is held here. */
  take(id: string): Promise<void>;
  releaseAll(): void;
}

interface Holder {
  waitsFor: string | null;
  readonly rows: Set<string>;
  over: boolean;
}

export function createRowLocks(): RowLocks {
  const holders = new Map<string, Holder>();
  const waiting = new Map<string, (() => void)[]>();

  const freed = (id: string) =>
    new Promise<void>((resolve) => {
      waiting.set(id, [...(waiting.get(id) ?? []), resolve]);
    });
  const waitsInACircle = (holder: Holder, id: string): boolean => {
    const seen = new Set<string>();
    for (let next: string | null = id; next !== null && !seen.has(next); ) {
      seen.add(next);
      const of: Holder | undefined = holders.get(next);
      if (of === holder) return true;
      next = of?.waitsFor ?? null;
    }
    return false;
  };
  const wake = (id: string) => {
    const resolvers = waiting.get(id) ?? [];
    waiting.delete(id);
    for (const resolve of resolvers) resolve();
  };

  return {
    hold() {
      const holder: Holder = { waitsFor: null, rows: new Set(), over: false };
      return {
        async take(id) {
          while (!holder.rows.has(id) && holders.has(id)) {
            if (waitsInACircle(holder, id)) {
              throw new Error("Two transactions wait for each other's rows: repeat the request.");
            }
            holder.waitsFor = id;
            await freed(id);
            holder.waitsFor = null;
          }
          // Whose transaction has ended while it waited must keep the row from nobody.
          if (holder.over) return;
          holders.set(id, holder);
          holder.rows.add(id);
        },
        releaseAll() {
          holder.over = true;
          for (const id of holder.rows) {
            holders.delete(id);
            wake(id);
          }
          holder.rows.clear();
        },
      };
    },
    async waitFor(id) {
      while (holders.has(id)) await freed(id);
    },
  };
}

interface Stores {
  readonly payments: PaymentStore;
  readonly events: WebhookEventStore;
}

/** The stores, where whoever changes a row, or finds it, first does as is said. */
export function withRows(
  { payments, events }: Stores,
  {
    beforeUpdate,
    beforeFind = async () => undefined,
  }: { beforeUpdate(row: string): Promise<void>; beforeFind?(row: string): Promise<void> },
): Stores {
  return {
    payments: {
      ...payments,
      async update(payment) {
        await beforeUpdate(payment.id);
        return payments.update(payment);
      },
      async findById(id) {
        await beforeFind(id);
        return payments.findById(id);
      },
    },
    events: {
      ...events,
      async update(event) {
        await beforeUpdate(rowOf(event, event.id));
        return events.update(event);
      },
      async findById(owner, id) {
        await beforeFind(rowOf(owner, id));
        return events.findById(owner, id);
      },
    },
  };
}

/** An event is known by its owner and its id. */
function rowOf({ account, livemode, installation }: Owner, id: string): string {
  return JSON.stringify([account, livemode, installation, id]);
}
