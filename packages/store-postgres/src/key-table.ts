import type { IdempotencyRecord, IdempotencyStore } from "@chargeonce/core";
import { fromKeyText, keyText } from "./key-text.ts";
import { inMs, named, type Row, type Run, type Statement, textOf } from "./statement.ts";
import type { TableNames } from "./table-names.ts";
import { untilSeen } from "./until-seen.ts";

/** Everything that is said to the keys' table. */
export interface KeyStatements {
  readonly claim: Statement;
  readonly find: Statement;
  readonly repoint: Statement;
}

export function keyStatements({ keys }: TableNames): KeyStatements {
  const record = `
    fingerprint, payment_id, ${inMs("created_at")} as created_ms`;
  return {
    claim: named(`
      with added as (
        insert into ${keys} (scope_key, fingerprint, payment_id, created_at)
        values ($1::text, $2::text, $3::text, $4::timestamptz)
        on conflict do nothing
        returning ${record}
      )
      select true as inserted, fingerprint, payment_id, created_ms from added
      union all select false, ${record} from ${keys} where scope_key = $1::text`),
    find: named(`select ${record} from ${keys} where scope_key = $1::text`),
    repoint: named(
      `update ${keys} set payment_id = $3::text where scope_key = $1::text and payment_id = $2::text`,
    ),
  };
}

/** The client keys, by way of `run`. */
export function idempotencyStore(statements: KeyStatements, run: Run): IdempotencyStore {
  return {
    async claim({ scopeKey, fingerprint, paymentId, createdAt }) {
      const values = [scopeKey, fingerprint, paymentId].map(keyText);
      const row = await untilSeen(run, statements.claim, [...values, createdAt.toISOString()]);
      return { record: keyOf(scopeKey, row), inserted: textOf(row, "inserted") === "t" };
    },
    async find(scopeKey) {
      const [row] = (await run(statements.find, [keyText(scopeKey)])).rows;
      return row === undefined ? null : keyOf(scopeKey, row);
    },
    async repoint(scopeKey, expectedPaymentId, paymentId) {
      const values = [scopeKey, expectedPaymentId, paymentId].map(keyText);
      return (await run(statements.repoint, values)).count === 1;
    },
  };
}

function keyOf(scopeKey: string, row: Row): IdempotencyRecord {
  return {
    scopeKey,
    fingerprint: fromKeyText(textOf(row, "fingerprint")),
    paymentId: fromKeyText(textOf(row, "payment_id")),
    createdAt: new Date(Number(textOf(row, "created_ms"))),
  };
}
