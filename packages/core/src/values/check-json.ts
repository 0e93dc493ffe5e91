const MAX_DEPTH = 32;
/** A cart is far below; a body of 64 KiB can hold three times as many. */
const MAX_VALUES = 10_000;
const MAX_NAME_IN_PATH = 64;

/** One thing that is wrong with a request. Never holds a value that was sent. */
export interface Issue {
  /** Dotted (`items.0.note`); `""` for the body itself, `(name)` for the name of a member. */
  readonly path: string;
  /** One sentence. */
  readonly message: string;
}

/**
 * Looks for what no honest client sends and what a database, a merge or a log would stumble over: NUL, lone surrogates,
 * `__proto__`, values that JSON has not, nesting deeper than 32, more than 10,000 values.
 *
 * @param body Parsed by whomever; a structure that contains itself is refused too.
 * @returns The first issue, in the order of the text; null when there is none.
 */
export function checkJson(body: unknown): Issue | null {
  let values = 0;

  function check(value: unknown, path: Path, depth: number): Issue | null {
    if (typeof value !== "object" || value === null) return issueAt(path, refuseScalar(value));
    const isList = Array.isArray(value);
    if (!isList && !isPlainObject(value)) return issueAt(path, NOT_JSON);
    if (depth === MAX_DEPTH) return issueAt(path, TOO_DEEP);
    // Of a list the length tells, before its names are made.
    values += isList ? value.length : Object.keys(value).length;
    if (values > MAX_VALUES) return issueAt(null, TOO_MANY);
    return isList ? checkList(value, path, depth) : checkMembers(value, path, depth);
  }

  function checkList(list: readonly unknown[], path: Path, depth: number): Issue | null {
    for (let at = 0; at < list.length; at += 1) {
      const issue = check(list[at], { name: at, above: path }, depth + 1);
      if (issue !== null) return issue;
    }
    return null;
  }

  function checkMembers(object: object, path: Path, depth: number): Issue | null {
    const members = Object.entries(object);
    for (const [name] of members) {
      const issue = issueAt({ name: "(name)", above: path }, refuseName(name));
      if (issue !== null) return issue;
    }
    for (const [name, member] of members) {
      const issue = check(member, { name, above: path }, depth + 1);
      if (issue !== null) return issue;
    }
    return null;
  }

  return check(body, null, 0);
}

/** Whether it is what `{}` in JSON makes, also when another realm made it (a test runner's, a worker's). */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `items` and `0` → `items.0`. A long name is cut: a path is for people. */
function joinPath(path: string, name: string): string {
  const short = name.slice(0, MAX_NAME_IN_PATH).replace(/\p{Surrogate}/gu, "");
  return path === "" ? short : `${path}.${short}`;
}

/** Where a value stands: a text only once it must be told. */
export type Path = { readonly name: string | number; readonly above: Path } | null;

/** `items.0.note` */
export function pathText(path: Path): string {
  return path === null ? "" : joinPath(pathText(path.above), String(path.name));
}

function issueAt(path: Path, message: string | null): Issue | null {
  return message === null ? null : { path: pathText(path), message };
}

const TOO_DEEP = `The body is nested deeper than ${MAX_DEPTH} levels: send it flatter.`;
const TOO_MANY = `The body holds more than ${MAX_VALUES} values: send fewer.`;
const NOT_JSON =
  "The value is none that JSON can carry: send text, a number, a boolean, null, a list or an object.";

function refuseScalar(value: unknown): string | null {
  if (typeof value === "string") return refuseText(value);
  if (typeof value === "number") {
    return Number.isFinite(value) ? null : "The number is not finite: send one that is.";
  }
  return typeof value === "boolean" || value === null ? null : NOT_JSON;
}

function refuseName(name: string): string | null {
  return name === "__proto__" ? "A member is named __proto__: leave it out." : refuseText(name);
}

function refuseText(text: string): string | null {
  if (text.includes("\0")) return "The text holds a NUL character: leave it out.";
  return /[\ud800-\udfff]/.test(text) && /\p{Surrogate}/u.test(text)
    ? "The text holds half of a surrogate pair: send whole characters."
    : null;
}
