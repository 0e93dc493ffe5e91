import {
  type EventFeedStore,
  type IdempotencyStore,
  memoryStore,
  type PaymentStore,
  type Store,
  type StrayChargeStore,
  type WebhookEventStore,
} from "@chargeonce/core";
import { freshEvent, freshKey, freshPayment } from "../../src/index.ts";
import { minute } from "../../src/samples.ts";

/** Faults of one kind: what all processes must share is kept in each process alone. */
export const FAULTS = {
  "reservations are kept in the process": "PROCESS-01",
  "keys are claimed in the process": "PROCESS-02",
  "keys are pointed elsewhere in the process": "PROCESS-03",
  "deliveries are recorded in the process": "PROCESS-04",
  "events are updated in the process": "PROCESS-05",
  "payments are updated in the process": "PROCESS-06",
  "transactions see the process's own events": "PROCESS-07",
  "payments are taken in the process": "PROCESS-08",
  "events are taken in the process": "PROCESS-09",
  "a cursor is advanced in the process": "PROCESS-10",
  "stray charges are counted in the process": "PROCESS-11",
  "stray charges are written a moment after they are promised": "PROCESS-12",
} as const;

export type Fault = keyof typeof FAULTS;

/** The shared store with one fault. */
export async function spoil<Tx>(shared: Required<Store<Tx>>, fault: Fault): Promise<Store<Tx>> {
  const own = memoryStore();
  if (fault !== "reservations are kept in the process") {
    await own.payments.reserve(freshPayment({ amount: 1 }));
  }
  if (fault === "keys are pointed elsewhere in the process")
    await own.idempotency.claim(freshKey());
  if (fault !== "deliveries are recorded in the process") await own.events.record(freshEvent());
  for (let n = 0; n < 40; n += 1) {
    await own.payments.reserve(
      freshPayment({ id: `own_${n}`, orderRef: `${n}`, dueAt: minute(n % 3) }),
    );
    await own.events.record(freshEvent({ id: `own_${n}`, nextAttemptAt: minute(n - 40) }));
  }
  const payments: Partial<Record<Fault, Partial<PaymentStore>>> = {
    "reservations are kept in the process": { reserve: own.payments.reserve },
    "payments are updated in the process": {
      update: own.payments.update,
      findById: own.payments.findById,
    },
    "payments are taken in the process": { takeDue: own.payments.takeDue },
  };
  const idempotency: Partial<Record<Fault, Partial<IdempotencyStore>>> = {
    "keys are claimed in the process": { claim: own.idempotency.claim },
    "keys are pointed elsewhere in the process": { repoint: own.idempotency.repoint },
  };
  const events: Partial<Record<Fault, Partial<WebhookEventStore>>> = {
    "deliveries are recorded in the process": { record: own.events.record },
    "events are updated in the process": { update: own.events.update },
    "events are taken in the process": { takeDue: own.events.takeDue },
  };
  const feed: Partial<Record<Fault, Partial<EventFeedStore>>> = {
    "a cursor is advanced in the process": { advance: own.feed.advance },
  };
  const strays: Partial<Record<Fault, Partial<StrayChargeStore>>> = {
    "stray charges are counted in the process": {
      record: async (stray) => {
        await shared.strays.record(stray);
        return own.strays.record(stray);
      },
    },
    "stray charges are written a moment after they are promised": {
      update: async (stray) => {
        setTimeout(() => void shared.strays.update(stray), 100);
        return true;
      },
    },
  };
  return {
    payments: { ...shared.payments, ...payments[fault] },
    idempotency: { ...shared.idempotency, ...idempotency[fault] },
    events: { ...shared.events, ...events[fault] },
    feed: { ...shared.feed, ...feed[fault] },
    strays: { ...shared.strays, ...strays[fault] },
    transaction:
      fault === "transactions see the process's own events"
        ? (work) =>
            shared.transaction(({ payments: inside, tx }) =>
              work({ payments: inside, events: own.events, tx }),
            )
        : shared.transaction,
  };
}
