import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { EventQuery, PaymentQuery } from "@chargeonce/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { sqliteStore } from "../src/index.ts";
import { prepareTables } from "../src/stores.ts";
import { temporaryFolder } from "./sqlite-subject.ts";

const PAYMENTS = "SEARCH chargeonce_payments USING";
const ORDER = "(tenant=? AND account=? AND livemode=? AND installation=? AND order_ref=?)";
const OWNER = "account=? AND livemode=? AND installation=?";
const KEYS = "SEARCH chargeonce_keys USING PRIMARY KEY (scope_key=?)";
const EVENTS = "SEARCH chargeonce_events USING";

const NEXT_OWNERS = (n: number) => [
  `CORRELATED SCALAR SUBQUERY ${n}`,
  "SEARCH p USING COVERING INDEX chargeonce_payments_created (account=? AND livemode=?)",
  "RECURSIVE STEP",
  "SCAN owners",
  `CORRELATED SCALAR SUBQUERY ${n + 2}`,
  "SEARCH p USING COVERING INDEX chargeonce_payments_created (account=? AND livemode=? AND installation>?)",
  "SCAN owners",
  "USE TEMP B-TREE FOR ORDER BY",
];

describe.each([
  ["as SQLite plans it by itself", ""],
  ["with the statistics of analyze", "analyze"],
])("on 40,000 payments, keys and events, %s", (_, analyze) => {
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
      // by id, by intent, live; elsewhere, where both names are known and where one is not
      [`${PAYMENTS} INDEX sqlite_autoindex_chargeonce_payments_1 (id=?)`],
      [`${PAYMENTS} INDEX sqlite_autoindex_chargeonce_payments_2 (payment_intent_id=?)`],
      [`${PAYMENTS} INDEX chargeonce_payments_live ${ORDER}`],
      [`${PAYMENTS} INDEX chargeonce_payments_live ${ORDER}`, "USE TEMP B-TREE FOR ORDER BY"],
      [
        `${PAYMENTS} INDEX chargeonce_payments_order_ref (order_ref=?)`,
        "USE TEMP B-TREE FOR ORDER BY",
      ],
      // other owners, of an account and of all: one step in the index for each name, and few names to sort
      [
        "CO-ROUTINE owners",
        "SETUP",
        "CO-ROUTINE accounts",
        "MERGE (UNION)",
        "LEFT",
        "SCAN CONSTANT ROW",
        "RIGHT",
        "SCAN CONSTANT ROW",
        "SCAN accounts",
        ...NEXT_OWNERS(3),
      ],
      [
        "CO-ROUTINE owners",
        "SETUP",
        "CO-ROUTINE accounts",
        "SETUP",
        "SCAN CONSTANT ROW",
        "SCALAR SUBQUERY 1",
        "SEARCH chargeonce_payments USING COVERING INDEX chargeonce_payments_created",
        "RECURSIVE STEP",
        "SCAN accounts",
        "CORRELATED SCALAR SUBQUERY 3",
        "SEARCH p USING COVERING INDEX chargeonce_payments_created (account>?)",
        "SCAN accounts",
        ...NEXT_OWNERS(5),
      ],
      // taken, and what nobody can believe; due, likewise; for a person, the summary
      [`${PAYMENTS} INDEX chargeonce_payments_due (${OWNER} AND due_at>? AND due_at<?)`],
      [`${PAYMENTS} INDEX chargeonce_payments_due (${OWNER} AND due_at>?)`],
      [
        `${PAYMENTS} COVERING INDEX sqlite_autoindex_chargeonce_payments_1 (id=?)`,
        "LIST SUBQUERY 1",
        "SCAN json_each VIRTUAL TABLE INDEX 1:",
      ],
      [`${PAYMENTS} INDEX chargeonce_payments_due (${OWNER} AND due_at>? AND due_at<?)`],
      [`${PAYMENTS} INDEX chargeonce_payments_due (${OWNER} AND due_at>?)`],
      [`${PAYMENTS} INDEX chargeonce_payments_needs_person (${OWNER})`],
      [
        `${PAYMENTS} INDEX chargeonce_payments_unheard (${OWNER} AND unheard_at>?)`,
        "CORRELATED SCALAR SUBQUERY 1",
        "SCAN json_each VIRTUAL TABLE INDEX 1:",
      ],
      [
        "SCAN CONSTANT ROW",
        "SCALAR SUBQUERY 1",
        `${PAYMENTS} COVERING INDEX chargeonce_payments_due (${OWNER} AND due_at>? AND due_at<?)`,
        "SCALAR SUBQUERY 2",
        `${PAYMENTS} INDEX chargeonce_payments_abandon (${OWNER} AND abandon_at>? AND abandon_at<?)`,
        "SCALAR SUBQUERY 3",
        `${PAYMENTS} COVERING INDEX chargeonce_payments_needs_person (${OWNER})`,
        "SCALAR SUBQUERY 4",
        `${PAYMENTS} COVERING INDEX chargeonce_payments_created (${OWNER})`,
      ],
      // keys: insert, find, repoint
      [],
      [KEYS],
      [KEYS],
      // events: insert, update, by id
      [],
      [`${EVENTS} INDEX sqlite_autoindex_chargeonce_events_1 (${OWNER} AND id=?)`],
      [`${EVENTS} INDEX sqlite_autoindex_chargeonce_events_1 (${OWNER} AND id=?)`],
      // taken, due, unknown, the summary, removed
      [
        `SEARCH e USING INDEX chargeonce_events_due (${OWNER} AND next_attempt_at>? AND next_attempt_at<?)`,
        "CORRELATED SCALAR SUBQUERY 1",
        "SEARCH s USING INDEX chargeonce_events_turn (payment_intent_id=? AND next_attempt_at>?)",
        "CORRELATED SCALAR SUBQUERY 2",
        "SEARCH s USING INDEX chargeonce_events_turn (payment_intent_id=? AND next_attempt_at>?)",
      ],
      [
        `SEARCH e USING INDEX chargeonce_events_due (${OWNER} AND next_attempt_at>?)`,
        "CORRELATED SCALAR SUBQUERY 1",
        "SEARCH s USING INDEX chargeonce_events_turn (payment_intent_id=? AND next_attempt_at>?)",
        "CORRELATED SCALAR SUBQUERY 2",
        "SEARCH s USING INDEX chargeonce_events_turn (payment_intent_id=? AND next_attempt_at>?)",
      ],
      [
        `${EVENTS} COVERING INDEX sqlite_autoindex_chargeonce_events_1 (${OWNER} AND id=?)`,
        "LIST SUBQUERY 1",
        "SCAN json_each VIRTUAL TABLE INDEX 1:",
      ],
      [
        `${EVENTS} INDEX chargeonce_events_due (${OWNER} AND next_attempt_at>? AND next_attempt_at<?)`,
      ],
      [`${EVENTS} INDEX chargeonce_events_due (${OWNER} AND next_attempt_at>?)`],
      [
        `${EVENTS} COVERING INDEX sqlite_autoindex_chargeonce_events_1 (${OWNER} AND id=?)`,
        "LIST SUBQUERY 1",
        "SCAN json_each VIRTUAL TABLE INDEX 1:",
      ],
      [
        "SCAN CONSTANT ROW",
        "SCALAR SUBQUERY 1",
        `${EVENTS} COVERING INDEX chargeonce_events_open (${OWNER} AND status=?)`,
        "SCALAR SUBQUERY 2",
        `${EVENTS} COVERING INDEX chargeonce_events_open (${OWNER} AND status=?)`,
        "SCALAR SUBQUERY 3",
        `${EVENTS} COVERING INDEX chargeonce_events_open (${OWNER} AND status=?)`,
        "SCALAR SUBQUERY 4",
        `${EVENTS} COVERING INDEX chargeonce_events_received (${OWNER})`,
      ],
      [
        `${EVENTS} COVERING INDEX sqlite_autoindex_chargeonce_events_1 (${OWNER} AND id=?)`,
        "LIST SUBQUERY 1",
        `${EVENTS} INDEX chargeonce_events_handled (${OWNER} AND created_at<?)`,
      ],
      // the feed: find, advance
      [`SEARCH chargeonce_feed USING PRIMARY KEY (${OWNER})`],
      [],
      // stray charges: record, update, find, listOpen, listClosed, countOpen
      [],
      [
        `SEARCH chargeonce_strays USING INDEX sqlite_autoindex_chargeonce_strays_1 (${OWNER} AND id=?)`,
      ],
      [
        `SEARCH chargeonce_strays USING INDEX sqlite_autoindex_chargeonce_strays_1 (${OWNER} AND id=?)`,
      ],
      [`SEARCH chargeonce_strays USING INDEX chargeonce_strays_open (${OWNER})`],
      [
        `SEARCH chargeonce_strays USING INDEX chargeonce_strays_closed (${OWNER} AND resolved_at>?)`,
      ],
      [`SEARCH chargeonce_strays USING INDEX chargeonce_strays_open (${OWNER})`],
      // lists of payments: PAYMENT_LISTS
      [`${PAYMENTS} INDEX chargeonce_payments_created (${OWNER})`],
      [`${PAYMENTS} INDEX chargeonce_payments_created (${OWNER} AND (created_at,id)<(?,?))`],
      [`${PAYMENTS} INDEX chargeonce_payments_created (${OWNER} AND created_at>?)`],
      [`${PAYMENTS} INDEX chargeonce_payments_created (${OWNER})`],
      [`${PAYMENTS} INDEX chargeonce_payments_open (${OWNER} AND status=?)`],
      [`${PAYMENTS} INDEX chargeonce_payments_order_ref (order_ref=?)`],
      // lists of events: EVENT_LISTS
      [`${EVENTS} INDEX chargeonce_events_received (${OWNER})`],
      [`${EVENTS} INDEX chargeonce_events_received (${OWNER} AND (received_at,id)<(?,?))`],
      [`${EVENTS} INDEX chargeonce_events_received (${OWNER})`],
      [`${EVENTS} INDEX chargeonce_events_open (${OWNER} AND status=?)`],
      [`${EVENTS} INDEX chargeonce_events_payment_intent_id (payment_intent_id=?)`],
      [`${EVENTS} INDEX chargeonce_events_unheard (${OWNER} AND type=?)`],
    ]);
  });
});

// No row of the filled database is read by these: their records are empty.
const PAGE = { account: "none", livemode: false, installation: "", limit: 100 };
const AFTER = { at: new Date(9_000), id: "7" };
/** All; a page; from an instant; of a common and of a rare status; of an order. */
const PAYMENT_LISTS: readonly Partial<PaymentQuery>[] = [
  {},
  { after: AFTER },
  { createdFrom: AFTER.at },
  { status: "succeeded" },
  { status: "processing" },
  { orderRef: "7" },
];
/** All; a page; of a common and of a rare status; of a payment; what other processes could not tell. */
const EVENT_LISTS: readonly Partial<EventQuery>[] = [
  {},
  { after: AFTER },
  { status: "done" },
  { status: "dead" },
  { paymentIntentId: "pi_7" },
  { unheard: true, type: "t" },
];

/** What SQLite would do for each statement that the store prepares, in that order. */
function plansOf(database: DatabaseSync): string[][] {
  const prepared = vi.spyOn(database, "prepare");
  const { payments, events } = prepareTables(database);
  for (const query of PAYMENT_LISTS) payments.list({ ...PAGE, ...query });
  for (const query of EVENT_LISTS) events.list({ ...PAGE, ...query });
  const statements = prepared.mock.calls.map(([sql]) => sql);
  prepared.mockRestore();
  return statements.map((sql) =>
    database
      .prepare(`explain query plan ${sql}`)
      .all()
      .map(({ detail }) => String(detail)),
  );
}

/**
 * A database some time after the start, shared by two modes: most is done, a tenth is due, a hundredth waits for a
 * person. The other mode has as much, and all of it is due.
 */
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
    "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 40000)";
  database.exec(`
    begin;
    insert into chargeonce_payments ${numbers}
    select 'pay_' || n, '', '', n > 20000, '', n, 1,
      case when n % 200 = 3 then 'processing' when n % 5 = 0 then 'canceled' else 'succeeded' end, 1999, 'eur',
      'pi_' || n, n % 100 = 0, case when n % 10 = 0 or n > 20000 then n end,
      case when n % 200 = 7 then n end, case when n % 100 = 9 then ' failed ' end,
      case when n % 100 = 9 then n end, null, n, n, 1, '{}' from numbers;
    insert into chargeonce_keys ${numbers} select 'k' || n, 'f', 'pay_' || n, n from numbers;
    insert into chargeonce_events ${numbers}
    select 'evt_' || n, 't', '', n > 20000, '', null, 'pi_' || (n / 4),
      case when n % 10 = 0 or n > 35000 then 'pending' when n % 999 = 0 then 'dead' else 'done' end,
      n % 10 = 1, n, null, n, n, 1, '{}' from numbers;
    insert into chargeonce_feed ${numbers} select 'acct_' || n, 0, '', n, n from numbers;
    insert into chargeonce_strays ${numbers}
    select '', n > 20000, '', 'pi_' || n, n, case when n % 10 > 0 then n end,
      case when n % 10 > 4 then 'kept' when n % 10 > 0 then 'closed' end, 1, '{}' from numbers;
    commit`);
  return database;
}
