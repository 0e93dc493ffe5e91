import {
  type Owner,
  type PaymentStore,
  PaymentsError,
  type WebhookEventStore,
} from "@chargeonce/core";
import { createTurns, type Turns } from "./turns.ts";

/** Rows that transactions of this process have read, each kept from the others until the transaction ends. */
export interface RowLocks {
  /** What one transaction holds. */
  hold(): HeldRows;
  /** Waits until nobody holds the row, for a write outside any transaction. */
  waitFor(id: string): Promise<void>;
}

export interface HeldRows {
  /** @throws PaymentsError `store_unavailable` when another transaction holds it for too long. */
  take(id: string): Promise<void>;
  releaseAll(): void;
}

/**
 * A transaction whose handler takes long leaves the writer to others (`session.ts`), and with it the lock of the file. That
 * no two of this process tell the same thing meanwhile, these locks see to.
 *
 * @param waitMs How long a row is waited for.
 */
export function createRowLocks(waitMs: number): RowLocks {
  const rows = new Map<string, { turns: Turns; users: number }>();

  const take = async (id: string) => {
    const row = rows.get(id) ?? { turns: createTurns(), users: 0 };
    rows.set(id, row);
    row.users += 1;
    if (await row.turns.take(waitMs)) return;
    leave(id);
    throw new PaymentsError(
      "store_unavailable",
      `A handler of this payment or event has taken more than ${waitMs} ms: keep handlers short, then repeat the request.`,
    );
  };
  const leave = (id: string) => {
    const row = rows.get(id);
    if (row === undefined) return;
    row.users -= 1;
    if (row.users === 0) rows.delete(id);
  };
  const release = (id: string) => {
    rows.get(id)?.turns.pass();
    leave(id);
  };

  return {
    hold() {
      const held = new Map<string, Promise<void>>();
      return {
        take(id) {
          const taken = held.get(id) ?? take(id);
          held.set(id, taken);
          return taken;
        },
        releaseAll() {
          // One that was waited for in vain is held by somebody else; one that is still waited for is passed on at once.
          for (const [id, taken] of held) taken.then(() => release(id)).catch(() => undefined);
          held.clear();
        },
      };
    },
    async waitFor(id) {
      if (!rows.has(id)) return;
      await take(id);
      release(id);
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
