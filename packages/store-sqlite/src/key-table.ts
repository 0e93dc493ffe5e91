import type { DatabaseSync } from "node:sqlite";
import type { IdempotencyRecord } from "@chargeonce/core";
import { integerOf, type Row, textOf } from "./rows.ts";

/** Client keys on one connection, synchronously. */
export interface KeyTable {
  /** Two statements: only inside a transaction that holds the write lock. */
  claim(record: IdempotencyRecord): { record: IdempotencyRecord; inserted: boolean };
  find(scopeKey: string): IdempotencyRecord | null;
  repoint(scopeKey: string, expectedPaymentId: string, paymentId: string): boolean;
}

export function keyTable(database: DatabaseSync): KeyTable {
  const insert = database.prepare(`
    insert into chargeonce_keys (scope_key, fingerprint, payment_id, created_at) values (?, ?, ?, ?)`);
  const select = database.prepare("select * from chargeonce_keys where scope_key = ?");
  const repoint = database.prepare(
    "update chargeonce_keys set payment_id = ? where scope_key = ? and payment_id = ?",
  );
  const find = (scopeKey: string) => {
    const row = select.get(scopeKey);
    return row === undefined ? null : keyOf(row);
  };

  return {
    claim(record) {
      const { scopeKey, fingerprint, paymentId, createdAt } = record;
      const stored = find(scopeKey);
      if (stored !== null) return { record: stored, inserted: false };
      insert.run(scopeKey, fingerprint, paymentId, createdAt.getTime());
      return { record, inserted: true };
    },
    find,
    repoint: (scopeKey, expectedPaymentId, paymentId) =>
      repoint.run(paymentId, scopeKey, expectedPaymentId).changes === 1,
  };
}

function keyOf(row: Row): IdempotencyRecord {
  return {
    scopeKey: textOf(row, "scope_key"),
    fingerprint: textOf(row, "fingerprint"),
    paymentId: textOf(row, "payment_id"),
    createdAt: new Date(integerOf(row, "created_at")),
  };
}
