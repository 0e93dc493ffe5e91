import type { SearchDocument } from "./fields.ts";
import type { Clause, Query } from "./query.ts";

/** Whether a query finds an object. Text is compared without regard to case. */
export function matches({ clauses, combine }: Query, document: SearchDocument): boolean {
  const holds = (clause: Clause) => fits(clause, document) !== clause.negated;
  return combine === "AND" ? clauses.every(holds) : clauses.some(holds);
}

function fits({ field, operator, value }: Clause, document: SearchDocument): boolean {
  const present =
    "metadata" in field
      ? ownValue(document.metadata, field.metadata)
      : ownValue(document.fields, field.name);
  if (present === undefined || present === null) return value === null;
  if (value === null) return false;
  switch (operator) {
    case ">":
      return Number(present) > Number(value);
    case "<":
      return Number(present) < Number(value);
    case ">=":
      return Number(present) >= Number(value);
    case "<=":
      return Number(present) <= Number(value);
    case "~":
      return String(present).toLowerCase().includes(value.toLowerCase());
    default:
      return typeof present === "number"
        ? present === Number(value)
        : String(present).toLowerCase() === value.toLowerCase();
  }
}

/** A key may be called as what every object has: `constructor`. */
function ownValue<Value>(of: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}
