import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { sqliteStore } from "../src/index.ts";
import { prepareTables } from "../src/stores.ts";
import { temporaryFolder } from "./sqlite-subject.ts";

const PAYMENTS = "SEARCH chargeonce_payments USING";
const ORDER = "(tenant=? AND account=? AND livemode=? AND order_ref=?)";
const KEYS = "SEARCH chargeonce_keys USING PRIMARY KEY (scope_key=?)";
const EVENTS = "SEARCH chargeonce_events USING";

describe.each([
  ["as SQLite plans it by itself", ""],
  ["with the statistics of analyze", "analyze"],
])("on 20,000 payments, keys and events, %s", (_, analyze) => {
  it("every statement finds its rows by an index, and none sorts more than one order's payments", async () => {
    const database = await filled();
    database.exec(analyze);

    expect(plansOf(database)).toEqual([
      // payments: whoever holds the order, its attempts, insert, update
      [
        `${PAYMENTS} INDEX sqlite_autoindex_chargeonce_payments_3 ${ORDER}`,
        "USE TEMP B-TREE FOR ORDER BY",
      ],
      [`${PAYMENTS} COVERING INDEX sqlite_autoindex_chargeonce_payments_3 ${ORDER}`],
      [],
      [`${PAYMENTS} INDEX sqlite_autoindex_chargeonce_payments_1 (id=?)`],
      // by id, by intent, live, due, for a person
      [`${PAYMENTS} INDEX sqlite_autoindex_chargeonce_payments_1 (id=?)`],
      [`${PAYMENTS} INDEX sqlite_autoindex_chargeonce_payments_2 (payment_intent_id=?)`],
      [`${PAYMENTS} INDEX chargeonce_payments_live ${ORDER}`],
      [`${PAYMENTS} INDEX chargeonce_payments_due (due_at>? AND due_at<?)`],
      ["SCAN chargeonce_payments USING INDEX chargeonce_payments_needs_person"],
      // keys: insert, find, repoint
      [],
      [KEYS],
      [KEYS],
      // events: insert, update, by id, due
      [],
      [`${EVENTS} INDEX sqlite_autoindex_chargeonce_events_1 (id=?)`],
      [`${EVENTS} INDEX sqlite_autoindex_chargeonce_events_1 (id=?)`],
      [`${EVENTS} INDEX chargeonce_events_due (next_attempt_at>? AND next_attempt_at<?)`],
    ]);
  });
});

/** What SQLite would do for each statement that the store prepares, in that order. */
function plansOf(database: DatabaseSync): string[][] {
  const prepared = vi.spyOn(database, "prepare");
  prepareTables(database);
  const statements = prepared.mock.calls.map(([sql]) => sql);
  prepared.mockRestore();
  return statements.map((sql) =>
    database
      .prepare(`explain query plan ${sql}`)
      .all()
      .map(({ detail }) => String(detail)),
  );
}

/** A database some time after the start: most is done, a tenth is due, a hundredth waits for a person. */
async function filled(): Promise<DatabaseSync> {
  const { folder, remove } = temporaryFolder();
  const file = join(folder, "payments.db");
  await sqliteStore({ file }).close();
  const database = new DatabaseSync(file);
  onTestFinished(() => {
    database.close();
    remove();
  });
  const numbers =
    "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 20000)";
  database.exec(`
    begin;
    insert into chargeonce_payments ${numbers}
    select 'pay_' || n, '', '', 0, n, 1, case when n % 5 = 0 then 'canceled' else 'succeeded' end, 1999, 'eur',
      'pi_' || n, n % 100 = 0, case when n % 10 = 0 then n end, n, n, 1, '{}' from numbers;
    insert into chargeonce_keys ${numbers} select 'k' || n, 'f', 'pay_' || n, n from numbers;
    insert into chargeonce_events ${numbers}
    select 'evt_' || n, 't', '', 0, null, case when n % 10 = 0 then 'pending' else 'done' end, n, n, 1, '{}'
    from numbers;
    commit`);
  return database;
}
