import { type Delivery, type DeliveryRecord, describeDelivery } from "./deliveries.ts";

/** A delivery with its place in the log, which never changes. */
export interface LoggedDelivery {
  readonly place: number;
  readonly delivery: Delivery;
}

/** The log of deliveries for whoever wants a part of it: what nobody asks for is not described. */
export interface DeliveryLog {
  readonly length: number;
  /** How many are not finished. */
  readonly waiting: number;
  /** In order of creation, as of an array. */
  slice(start: number, end: number): LoggedDelivery[];
  of(eventId: string): LoggedDelivery[];
}

export interface DeliveryLogParts {
  records: readonly DeliveryRecord[];
  unfinished: ReadonlySet<DeliveryRecord>;
  decoys: boolean;
}

export function createDeliveryLog({ records, unfinished, decoys }: DeliveryLogParts): DeliveryLog {
  const describe = (record: DeliveryRecord, place: number): LoggedDelivery => ({
    place,
    delivery: describeDelivery(record, decoys),
  });
  return {
    get length() {
      return records.length;
    },
    get waiting() {
      return unfinished.size;
    },
    slice: (start, end) =>
      records.slice(start, end).map((record, index) => describe(record, start + index)),
    of: (eventId) =>
      records.flatMap((record, place) =>
        record.event.id === eventId ? describe(record, place) : [],
      ),
  };
}
