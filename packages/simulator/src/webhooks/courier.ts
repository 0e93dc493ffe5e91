import type { Engine } from "../engine/engine.ts";
import { bookAttempt, type DeliveryRecord, endDelivery, renderAttempt } from "./deliveries.ts";
import { isEnabled } from "./endpoints.ts";
import { type DeliverFetch, post } from "./post.ts";

/** Carries deliveries, one after the other, and knows which are not finished. */
export interface Courier {
  readonly unfinished: ReadonlySet<DeliveryRecord>;
  add(record: DeliveryRecord): void;
  /** One try, now. @returns Whether it was made: not to an endpoint that is disabled or deleted. */
  deliver(record: DeliveryRecord): Promise<boolean>;
  /** One try for each that is wanted, also of those that come up meanwhile. @returns How many tries. */
  deliverWhere(wanted: (record: DeliveryRecord) => boolean): Promise<number>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export interface CourierOptions {
  engine: Engine;
  send: DeliverFetch;
  timeoutMs: number;
  decoys: boolean;
}

export function createCourier({ engine, send, timeoutMs, decoys }: CourierOptions): Courier {
  const { world } = engine;
  const unfinished = new Set<DeliveryRecord>();
  const underWay = new Set<Promise<unknown>>();

  async function attempt(record: DeliveryRecord): Promise<void> {
    const { sent, request } = renderAttempt(record, world.now(), decoys);
    const { url, headers, body } = request;
    bookAttempt(record, { ...sent, ...(await post(send, url, { headers, body, timeoutMs })) });
    record.inFlight = false;
    if (record.status !== "pending") unfinished.delete(record);
  }

  async function deliver(record: DeliveryRecord): Promise<boolean> {
    if (!isEnabled(world, record.endpoint)) {
      endDelivery(record, "stopped");
      unfinished.delete(record);
      return false;
    }
    record.inFlight = true;
    const trying = attempt(record);
    underWay.add(trying);
    await trying.finally(() => underWay.delete(trying));
    return true;
  }

  return {
    unfinished,
    add: (record) => void unfinished.add(record),
    deliver,
    async deliverWhere(wanted) {
      const tried = new Set<DeliveryRecord>();
      const isNext = (record: DeliveryRecord) =>
        record.status === "pending" && !record.inFlight && !tried.has(record) && wanted(record);
      let tries = 0;
      engine.tick();
      for (;;) {
        // A handler may call the API and so cause more: that is the next round.
        const round = inOrder([...unfinished].filter(isNext));
        if (round.length === 0) return tries;
        for (const record of round) {
          if (!isNext(record)) continue;
          tried.add(record);
          if (await deliver(record)) tries += 1;
          engine.tick();
        }
      }
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** By time of creation, but for those whose place was changed. */
function inOrder(records: readonly DeliveryRecord[]): readonly DeliveryRecord[] {
  if (records.every(({ place }) => place === null)) return records;
  return records
    .map((record, index) => ({ record, rank: rankOf(record, index, records.length) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ record }) => record);
}

function rankOf({ place }: DeliveryRecord, index: number, count: number): number {
  if (place === null) return index;
  return place === "reversed" ? -1 - index : place * count;
}
