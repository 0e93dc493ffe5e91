/** Where the tables lie and what they are called. */
export interface TableOptions {
  /** Schema of the tables. Default: the first one on the connection's `search_path`. */
  readonly schema?: string;
  /** What every table's name begins with. Default `chargeonce_`. */
  readonly tablePrefix?: string;
}

/** Quoted names, ready to be put into a statement. */
export interface TableNames {
  readonly payments: string;
  readonly keys: string;
  readonly events: string;
  readonly feed: string;
  readonly strays: string;
  readonly migrations: string;
  /** An index or constraint of ours: it carries the prefix, and no schema, which it has from its table. */
  own(name: string): string;
}

// What an unquoted name may consist of; quoted all the same, because a reserved word is a name, too.
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
// Postgres cuts names at 63 bytes: two long prefixes could then name one table.
const LONGEST_PREFIX = 63 - "payments_payment_intent_id".length;

/** @throws Error when a name is none that needs no care anywhere. */
export function tableNames({ schema, tablePrefix = "chargeonce_" }: TableOptions): TableNames {
  if (schema !== undefined && !(NAME.test(schema) && schema.length <= 63)) {
    throw new Error(
      "schema must be a name of at most 63 letters, digits and underscores that begins with no digit.",
    );
  }
  if (!NAME.test(`${tablePrefix}x`) || tablePrefix.length > LONGEST_PREFIX) {
    throw new Error(
      `tablePrefix must be at most ${LONGEST_PREFIX} letters, digits and underscores and begin with no digit.`,
    );
  }
  const own = (name: string) => `"${tablePrefix}${name}"`;
  const table = (name: string) => (schema === undefined ? own(name) : `"${schema}".${own(name)}`);
  return {
    payments: table("payments"),
    keys: table("keys"),
    events: table("events"),
    feed: table("feed"),
    strays: table("strays"),
    migrations: table("migrations"),
    own,
  };
}
