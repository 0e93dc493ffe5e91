import type { Client } from "pg";
import { describe, expect, it } from "vitest";
import { eventStatements } from "../src/event-table.ts";
import { keyStatements } from "../src/key-table.ts";
import { paymentStatements } from "../src/payment-table.ts";
import type { Statement } from "../src/statement.ts";
import { tableNames } from "../src/table-names.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();

/** What each statement reads by; `[]` where nothing is scanned. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  "payments.reserve": ["payments_attempt", "payments_attempt"],
  "payments.findTwin": ["payments_pkey", "payments_payment_intent_id"],
  "payments.update": ["payments_pkey"],
  "payments.findById": ["payments_pkey"],
  "payments.findByPaymentIntentId": ["payments_payment_intent_id"],
  "payments.findLive": ["payments_live"],
  "payments.listDue": ["payments_due"],
  "payments.listForReview": ["payments_needs_person"],
  "keys.claim": ["keys_pkey"],
  "keys.find": ["keys_pkey"],
  "keys.repoint": ["keys_pkey"],
  "events.record": ["events_pkey"],
  "events.update": ["events_pkey"],
  "events.findById": ["events_pkey"],
  "events.listDue": ["events_due"],
};

describe("on 20,000 payments, keys and events, planned for any value or for these values", () => {
  it("every statement finds its rows by an index, and none sorts more than one order's payments", async () => {
    const schema = await database.schema();
    const client = await database.client();
    await fill(client, schema);
    const names = tableNames({ schema });
    for (const mode of ["force_generic_plan", "force_custom_plan"]) {
      await client.query(`set plan_cache_mode = ${mode}`);
      for (const lock of ["", "for update"] as const) {
        const plans: Record<string, string[]> = {};
        const all = {
          payments: paymentStatements(names, lock),
          keys: keyStatements(names),
          events: eventStatements(names, lock),
        };
        for (const [table, statements] of Object.entries(all)) {
          for (const [verb, statement] of Object.entries<Statement>({ ...statements })) {
            const plan = await planOf(client, statement, valuesOf(`${table}.${verb}`));
            expect(scansIn(plan, "Seq Scan"), `${table}.${verb} ${mode}`).toEqual([]);
            plans[`${table}.${verb}`] = indexesIn(plan);
            const sorts = scansIn(plan, "Sort");
            expect(sorts, `${table}.${verb} ${mode}`).toHaveLength(verb === "reserve" ? 1 : 0);
          }
        }
        expect(plans, `${mode} ${lock}`).toEqual(EXPECTED);
      }
    }
  });
});

interface Plan {
  readonly "Node Type": string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly Plan[];
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

function scansIn(plan: Plan, type: string): Plan[] {
  return nodesOf(plan).filter((node) => node["Node Type"] === type);
}

function indexesIn(plan: Plan): string[] {
  return nodesOf(plan).flatMap(({ "Index Name": name }) =>
    name === undefined ? [] : [name.replace("chargeonce_", "")],
  );
}

/** The plan of a prepared statement, without running it. */
async function planOf(client: Client, { text }: Statement, values: string[]): Promise<Plan> {
  await client.query(`prepare tried as ${text}`);
  try {
    const list = values.length === 0 ? "" : `(${values.join(", ")})`;
    const { rows } = await client.query(`explain (format json) execute tried${list}`);
    return rows[0]["QUERY PLAN"][0].Plan;
  } finally {
    await client.query("deallocate tried");
  }
}

const KEY = "decode(md5('7') || md5('7'), 'hex')";
const INSTANT = "'2026-01-15T09:00:07Z'";
const PAYMENT = ["'pay_7'", KEY, "'pi_7'", "''", "''", "false", "'7'", "'creating'", "5", "'eur'"];
const PAYMENT_REST = ["false", INSTANT, INSTANT, INSTANT, "2", "'{}'"];
const EVENT = ["'evt_7'", "'t'", "''", "false", "null", "'done'", INSTANT, INSTANT, "2", "'{}'"];

const VALUES: Readonly<Record<string, string[]>> = {
  "payments.reserve": [...PAYMENT, ...PAYMENT_REST],
  "payments.findTwin": ["'pay_7'", KEY, "'pi_7'"],
  "payments.update": [...PAYMENT, ...PAYMENT_REST, "1"],
  "payments.findById": ["'pay_7'"],
  "payments.findByPaymentIntentId": ["'pi_7'"],
  "payments.findLive": [KEY],
  "payments.listDue": [INSTANT, "100"],
  "payments.listForReview": ["100"],
  "keys.claim": ["'k7'", "'f'", "'pay_7'", INSTANT],
  "keys.find": ["'k7'"],
  "keys.repoint": ["'k7'", "'pay_7'", "'pay_8'"],
  "events.record": EVENT,
  "events.update": EVENT,
  "events.findById": ["'evt_7'"],
  "events.listDue": [INSTANT, "100"],
};

function valuesOf(name: string): string[] {
  const values = VALUES[name];
  if (values === undefined)
    throw new Error(`${name} is a new statement: say what it is tried with.`);
  return values;
}

/** A database some time after the start: most is done, a tenth is due, a hundredth waits for a person. */
async function fill(client: Client, schema: string): Promise<void> {
  await client.query(`
    insert into ${schema}.chargeonce_payments
    select 'pay_' || n, decode(md5(n::text) || md5(n::text), 'hex'), '', '', false, n::text, 1,
      case when n % 5 = 0 then 'canceled' else 'succeeded' end, 1999, 'eur', 'pi_' || n, n % 100 = 0,
      case when n % 10 = 0 then timestamptz '2026-01-15T09:00:00Z' + n * interval '1 second' end,
      timestamptz '2026-01-15T09:00:00Z' + n * interval '1 second', now(), 1, repeat('x', 500)
    from generate_series(1, 20000) n;
    insert into ${schema}.chargeonce_keys select 'k' || n, 'f', 'pay_' || n, now() from generate_series(1, 20000) n;
    insert into ${schema}.chargeonce_events
    select 'evt_' || n, 't', '', false, null, case when n % 10 = 0 then 'pending' else 'done' end,
      timestamptz '2026-01-15T09:00:00Z' + n * interval '1 second', now(), 1, repeat('x', 500)
    from generate_series(1, 20000) n;
    analyze ${schema}.chargeonce_payments;
    analyze ${schema}.chargeonce_keys;
    analyze ${schema}.chargeonce_events`);
}
