import type { IdempotencyStore } from "../ports/idempotency-store.ts";
import { type Access, copyOrNull } from "./tables.ts";

export function idempotencyStore(read: Access, write: Access): IdempotencyStore {
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
