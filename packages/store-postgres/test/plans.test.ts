import type { EventQuery, PaymentQuery } from "@chargeonce/core";
import type { Client } from "pg";
import { describe, expect, it } from "vitest";
import { eventStatements } from "../src/event-table.ts";
import { feedStatements } from "../src/feed-table.ts";
import { keyStatements } from "../src/key-table.ts";
import { paymentStatements } from "../src/payment-table.ts";
import type { Statement } from "../src/statement.ts";
import { strayStatements } from "../src/stray-table.ts";
import { type TableNames, tableNames } from "../src/table-names.ts";
import { EXPECTED_PLANS } from "./expected-plans.ts";
import { fillTables } from "./fill-tables.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();

describe("on 40,000 payments, keys and events, planned for any value or for these values", () => {
  it("every statement finds its rows by an index, and none sorts more than one order's payments or what it takes", async () => {
    const schema = await database.schema();
    const client = await database.client();
    await fillTables(client, schema);
    const names = tableNames({ schema });
    for (const mode of ["force_generic_plan", "force_custom_plan"]) {
      await client.query(`set plan_cache_mode = ${mode}`);
      for (const lock of ["", "for update"] as const) {
        const plans: Record<string, string[]> = {};
        for (const { name, statement, values } of everythingSaid(names, lock)) {
          // One without a name is never planned for any value.
          if (statement.name === null && mode === "force_generic_plan") continue;
          const plan = await planOf(client, statement, values);
          plans[name] = waysIn(plan);
        }
        const all = mode === "force_custom_plan";
        const named = Object.entries(EXPECTED_PLANS).filter(([name]) => all || name in plans);
        expect(plans, `${mode} ${lock}`).toEqual(Object.fromEntries(named));
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

/** The indexes, in the order of the plan, and what should not be there. */
function waysIn(plan: Plan): string[] {
  return nodesOf(plan).flatMap(({ "Node Type": type, "Index Name": index }) => {
    if (index !== undefined) return [index.replace("chargeonce_", "")];
    return /^(?:Seq Scan|(?:Incremental )?Sort|Hash Join|Merge Join)$/.test(type) ? [type] : [];
  });
}

/** The plan of a prepared statement, without running it. */
async function planOf(
  client: Client,
  { text }: Statement,
  values: readonly string[],
): Promise<Plan> {
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
const OWNER = ["''", "false", "''"];
const INSTANT = "'2026-01-15T09:00:07Z'";
const LATER = "'2026-01-16T23:00:00Z'";
const DUE = [...OWNER, INSTANT, "100", LATER];
const PAYMENT = ["'pay_7'", KEY, "'pi_7'", "''", ...OWNER, "'7'", "'creating'", "5", "'eur'"];
const PAYMENT_REST = [
  ...["false", INSTANT, INSTANT, "'failed'", INSTANT],
  ...[INSTANT, INSTANT, "2", "'{}'"],
];
const EVENT = [...OWNER, "'evt_7'", "'t'", "null", "'pi_7'", "'done'", "false"];
const EVENT_REST = [INSTANT, INSTANT, INSTANT, "2", "'{}'"];
const STRAY = [...OWNER, "'pi_7'", INSTANT, INSTANT, "'closed'"];

const VALUES: Readonly<Record<string, string[]>> = {
  "payments.reserve": [...PAYMENT, ...PAYMENT_REST],
  "payments.findTwin": ["'pay_7'", KEY, "'pi_7'"],
  "payments.update": [...PAYMENT, ...PAYMENT_REST, "1"],
  "payments.findById": ["'pay_7'"],
  "payments.findByPaymentIntentId": ["'pi_7'"],
  "payments.findLive": [KEY],
  "payments.findAmongFew": [`array[${KEY}]`, "false"],
  "payments.findAmongAll": ["'7'", "'7'", "''", "''", "''", "false"],
  "payments.listOwnersOfAccount": [...OWNER, "100"],
  "payments.listOwnersOfAll": [...OWNER, "100"],
  "payments.takeDue": [...DUE, INSTANT, LATER],
  "payments.listDue": DUE,
  "payments.listForReview": [...OWNER, "100"],
  "payments.listUnheard": [...OWNER, LATER, "array['failed']", "100"],
  "payments.summarize": [...OWNER, INSTANT, "'2026-01-15T14:00:00Z'"], // most were made before
  "keys.claim": ["'k7'", "'f'", "'pay_7'", INSTANT],
  "keys.find": ["'k7'"],
  "keys.repoint": ["'k7'", "'pay_7'", "'pay_8'"],
  "events.record": [...EVENT, ...EVENT_REST],
  "events.update": [...EVENT, ...EVENT_REST],
  "events.findById": [...OWNER, "'evt_7'"],
  "events.takeDue": [...DUE, INSTANT, LATER],
  "events.listDue": DUE,
  "events.findStored": [...OWNER, "array['evt_7', 'evt_8']"],
  "events.summarize": OWNER,
  "events.removeHandled": [...OWNER, INSTANT, "100"],
  "feed.find": OWNER,
  "feed.advance": [...OWNER, INSTANT, INSTANT, LATER],
  "strays.record": [...STRAY, "2", "'{}'"],
  "strays.update": [...STRAY, "2", "'{}'"],
  "strays.find": [...OWNER, "'pi_7'"],
  "strays.listOpen": [...OWNER, "100"],
  "strays.listClosed": [...OWNER, INSTANT, "100"],
  "strays.countOpen": OWNER,
};

const PAGE = { account: "", livemode: false, installation: "", limit: 100 };
const AFTER = { at: new Date("2026-01-15T12:00:00Z"), id: "7" };
const PAYMENT_LISTS: Readonly<Record<string, Partial<PaymentQuery>>> = {
  "payments.list": {},
  "payments.list of a page": { after: AFTER },
  "payments.list of an instant": { createdFrom: AFTER.at },
  "payments.list of a common status": { status: "succeeded" },
  "payments.list of a rare status": { status: "processing" },
  "payments.list of an order": { orderRef: "7", status: "succeeded" },
};
const EVENT_LISTS: Readonly<Record<string, Partial<EventQuery>>> = {
  "events.list": {},
  "events.list of a page": { after: AFTER },
  "events.list of a common status": { status: "done" },
  "events.list of a rare status": { status: "dead", after: AFTER },
  "events.list of a payment": { paymentIntentId: "pi_7", after: AFTER },
  "events.list of the unheard": { unheard: true, type: "t", after: AFTER },
};

interface Tried {
  readonly name: string;
  readonly statement: Statement;
  /** As SQL writes them. */
  readonly values: readonly string[];
}

/** Everything that the store says, with what it is tried with. */
function everythingSaid(names: TableNames, lock: "" | "for update"): Tried[] {
  const { list: listPayments, ...payments } = paymentStatements(names, lock);
  const { list: listEvents, ...events } = eventStatements(names, lock);
  const tables = {
    payments,
    keys: keyStatements(names),
    events,
    feed: feedStatements(names),
    strays: strayStatements(names),
  };
  const literal = (value: unknown) => (typeof value === "string" ? `'${value}'` : String(value));
  const listed = [
    ...Object.entries(PAYMENT_LISTS).map(
      ([name, query]) => [name, listPayments({ ...PAGE, ...query })] as const,
    ),
    ...Object.entries(EVENT_LISTS).map(
      ([name, query]) => [name, listEvents({ ...PAGE, ...query })] as const,
    ),
  ];
  return [
    ...Object.entries(tables).flatMap(([table, statements]) =>
      Object.entries<Statement>({ ...statements }).map(([verb, statement]) => {
        const name = `${table}.${verb}`;
        return { name, statement, values: valuesOf(name) };
      }),
    ),
    ...listed.map(([name, { statement, values }]) => ({
      name,
      statement,
      values: values.map(literal),
    })),
  ];
}

function valuesOf(name: string): string[] {
  const values = VALUES[name];
  if (values === undefined)
    throw new Error(`${name} is a new statement: say what it is tried with.`);
  return values;
}
