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
  const stack: Place[] = [{ value: body, path: "", depth: 0 }];
  for (let seen = 0; ; seen++) {
    const place = stack.pop();
    if (place === undefined) return null;
    if (seen + stack.length > MAX_VALUES) {
      return { path: "", message: `The body holds more than ${MAX_VALUES} values: send fewer.` };
    }
    const { value, path, depth } = place;
    if (typeof value !== "object" || value === null) {
      const message = refuseScalar(value);
      if (message !== null) return { path, message };
      continue;
    }
    if (!Array.isArray(value) && !isPlainObject(value)) return { path, message: NOT_JSON };
    if (depth === MAX_DEPTH) {
      return {
        path,
        message: `The body is nested deeper than ${MAX_DEPTH} levels: send it flatter.`,
      };
    }
    const members = Object.entries(value);
    for (const [name] of members) {
      const message = refuseName(name);
      if (message !== null) return { path: joinPath(path, "(name)"), message };
    }
    for (const [name, member] of members.reverse()) {
      stack.push({ value: member, path: joinPath(path, name), depth: depth + 1 });
    }
  }
}

/** Whether it is what `{}` in JSON makes, also when another realm made it (a test runner's, a worker's). */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `items` and `0` → `items.0`. A long name is cut: a path is for people. */
export function joinPath(path: string, name: string): string {
  const short = name.slice(0, MAX_NAME_IN_PATH).replace(/\p{Surrogate}/gu, "");
  return path === "" ? short : `${path}.${short}`;
}

interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

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
  return /\p{Surrogate}/u.test(text)
    ? "The text holds half of a surrogate pair: send whole characters."
    : null;
}
