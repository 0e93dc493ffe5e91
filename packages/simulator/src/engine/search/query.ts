import { invalidRequest, type StripeFailure } from "../stripe-failure.ts";
import { type FieldType, SEARCH_FIELDS, type SearchedResource } from "./fields.ts";

export type Operator = ":" | "~" | ">" | "<" | ">=" | "<=" | "=";

export interface Clause {
  readonly negated: boolean;
  /** A key of the metadata, or a field's name. */
  readonly field: { readonly metadata: string } | { readonly name: string };
  readonly operator: Operator;
  /** Null is "there is none". */
  readonly value: string | null;
}

export interface Query {
  readonly clauses: readonly Clause[];
  readonly combine: "AND" | "OR";
}

const MAX_CLAUSES = 10;
const MIN_SUBSTRING = 3;

const OPERATORS: Readonly<Record<FieldType, readonly Operator[]>> = {
  token: [":"],
  text: [":", "~"],
  number: [":", ">", "<", ">=", "<=", "="],
};

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'`;
const CLAUSE = new RegExp(
  String.raw`\s*(?<minus>-?)(?<name>[a-z][a-z0-9_.]*)(?:\[(?<key>${QUOTED})\])?(?<operator>>=|<=|[:~><=])(?<value>${QUOTED}|-?\d+(?:\.\d+)?|true|false|null)`,
  "iy",
);
const JOINT = /\s+(?:(AND|OR)\s+)?(?=\S)/iy;

/**
 * Reads Stripe's query language: clauses such as `status:"succeeded"`, `metadata['order']:'1'`, `-currency:"usd"`,
 * `amount>1000`, `email~"amy"`, `metadata['order']:null`, side by side or joined by either `AND` or `OR`.
 *
 * @throws StripeFailure 400 for what is no query, or asks for a field or operator that the resource does not have.
 */
export function parseQuery(text: string, resource: SearchedResource): Query {
  const query = text.trim();
  const clauses: Clause[] = [];
  const joints = new Set<"AND" | "OR">();
  let at = 0;
  for (;;) {
    const match = matchAt(CLAUSE, query, at);
    if (!match) throw unparsable();
    clauses.push(readClause(match.groups ?? {}, resource));
    at += match[0].length;
    if (at === query.length) break;
    const joint = matchAt(JOINT, query, at);
    if (!joint) throw unparsable();
    joints.add(joint[1]?.toUpperCase() === "OR" ? "OR" : "AND");
    at += joint[0].length;
  }
  if (joints.size > 1) throw refuse("You cannot combine AND and OR in the same search query.");
  if (clauses.length > MAX_CLAUSES) {
    throw refuse(`A search query can have up to ${MAX_CLAUSES} clauses.`);
  }
  return { clauses, combine: joints.has("OR") ? "OR" : "AND" };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function readClause(
  groups: Record<string, string | undefined>,
  resource: SearchedResource,
): Clause {
  const { minus, name = "", key, operator: sent, value: literal = "" } = groups;
  const isMetadata = name === "metadata" && key !== undefined;
  if (name === "metadata" ? !isMetadata : key !== undefined) throw unparsable();
  const type = isMetadata ? "token" : fieldType(name, resource);
  // The pattern lets nothing else through.
  const operator = sent as Operator;
  const value = literal.toLowerCase() === "null" ? null : unquote(literal);
  checkOperator({ name, type, operator, value });
  return {
    negated: minus === "-",
    field: isMetadata ? { metadata: unquote(key) } : { name },
    operator,
    value,
  };
}

function fieldType(name: string, resource: SearchedResource): FieldType {
  const type = Object.hasOwn(SEARCH_FIELDS[resource], name) ? SEARCH_FIELDS[resource][name] : null;
  if (type) return type;
  throw refuse(
    `Field \`${name}\` is an unsupported search field for resource \`${resource}\`. See http://stripe.com/docs/search#query-fields-for-${resource.replaceAll("_", "-")} for a list of supported fields.`,
  );
}

interface Comparison {
  name: string;
  type: FieldType;
  operator: Operator;
  value: string | null;
}

function checkOperator({ name, type, operator, value }: Comparison): void {
  if (!OPERATORS[type].includes(operator)) {
    throw refuse(`Field \`${name}\` does not support the operator \`${operator}\`.`);
  }
  if (operator === "~" && (value ?? "").length < MIN_SUBSTRING) {
    throw refuse(`A substring to search for must have at least ${MIN_SUBSTRING} characters.`);
  }
  const isNumber = value !== null && value !== "" && Number.isFinite(Number(value));
  if (type === "number" && !isNumber) {
    throw refuse(`Field \`${name}\` is numeric and cannot be compared with ${value ?? "null"}.`);
  }
}

function unquote(literal: string): string {
  return /^["']/.test(literal) ? literal.slice(1, -1).replaceAll(/\\(.)/g, "$1") : literal;
}

function unparsable(): StripeFailure {
  return refuse(
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata or key:"value" to query for other fields.',
  );
}

function refuse(message: string): StripeFailure {
  return invalidRequest(message, { param: "query" });
}
