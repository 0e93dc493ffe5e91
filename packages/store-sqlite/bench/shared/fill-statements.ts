import { type Dialect, EVENTS_A_PAYMENT, namesInSql } from "./numbered.ts";
import type { Row, Samples } from "./samples.ts";

/** What fills the tables: of 100 payments 90 succeeded, 9 were canceled, 1 is open and due, with an event that is. */
export interface FillStatements {
  readonly payments: readonly string[];
  readonly keys: readonly string[];
  readonly events: readonly string[];
}

const OPEN = "n % 100 = 0";
const CANCELED = "n % 100 between 1 and 9";
const SUCCEEDED = "n % 100 >= 10";
/** Of a succeeded one: 5 in 1,000 payments wait for a person. */
const NEEDS_PERSON = "(n % 200 = 50)";

/** @param options.table The name of a table of the library's; `first` and `last` number the payments. */
export function fillStatements(
  dialect: Dialect,
  samples: Samples,
  options: { first: number; last: number; table: (name: string) => string },
): FillStatements {
  const { first, last, table } = options;
  const names = namesInSql(dialect);
  const payments = paymentNames(samples, names);
  const insert = (
    name: string,
    row: Row,
    { condition, own = [], changes = {} }: { condition: string; own?: Pairs; changes?: Row },
  ) => {
    const replaced = new Map([...payments, ...own]);
    const expressions = Object.entries(row).map(([column, value]) =>
      String(changes[column] ?? expressionOf(dialect, column, value, replaced)),
    );
    return `insert into ${table(name)} (${Object.keys(row).join(", ")})
      select ${expressions.join(", ")} from ${dialect.numbers(first, last)} where ${condition}`;
  };
  const payment = (row: Row, condition: string, changes: Row = {}) =>
    insert("payments", row, { condition, changes });
  const event = (k: number, condition: string, changes: Row = {}) => {
    const row = samples.events[k % samples.events.length];
    if (row === undefined) throw new Error("The sample has no events.");
    return insert("events", row, { condition, own: [[String(row.id), names.event(k)]], changes });
  };
  const pending = { status: "'pending'", next_attempt_at: dialect.columns.received_at };
  const later = Array.from({ length: EVENTS_A_PAYMENT - 1 }, (_, k) => event(k + 1, "n > 0"));
  return {
    payments: [
      payment(samples.succeeded, SUCCEEDED, { needs_person: NEEDS_PERSON }),
      payment(samples.canceled, CANCELED),
      payment(samples.open, OPEN),
    ],
    keys: [
      insert("keys", samples.key, {
        condition: "n > 0",
        own: [[String(samples.key.scope_key), names.key]],
      }),
    ],
    events: [event(0, `not (${OPEN})`), event(0, OPEN, pending), ...later],
  };
}

/** What stands in a sample's texts, and the expressions that stand there in the n-th row. */
type Pairs = readonly (readonly [text: string, expression: string])[];

function paymentNames(samples: Samples, names: ReturnType<typeof namesInSql>): Pairs {
  return [samples.succeeded, samples.canceled, samples.open].flatMap((row) => [
    [String(row.id), names.payment] as const,
    [String(row.payment_intent_id), names.intent] as const,
    [String(row.order_ref), names.order] as const,
  ]);
}

function expressionOf(
  { columns }: Dialect,
  column: string,
  value: unknown,
  replaced: ReadonlyMap<string, string>,
): string {
  if (value === null) return "null";
  const own = columns[column];
  if (own !== undefined) return own;
  if (typeof value !== "string") return String(value);
  const pieces = value.split(new RegExp(`(${[...replaced.keys()].join("|")})`));
  return pieces
    .filter((piece) => piece !== "")
    .map((piece) => replaced.get(piece) ?? `'${piece.replaceAll("'", "''")}'`)
    .concat(value === "" ? ["''"] : [])
    .join(" || ");
}
