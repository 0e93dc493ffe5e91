/** A parameter as Stripe's form encoding gives it: text, or a hash of more. */
export type FormValue = string | FormHash;

/** `metadata[order]=1` is `{ metadata: { order: "1" } }`. */
export interface FormHash {
  [name: string]: FormValue;
}

/** No parameter of Stripe's lies nearly as deep. A name that goes deeper is one word, which no endpoint knows. */
const MAX_DEPTH = 16;

/**
 * Reads `application/x-www-form-urlencoded` with nested names: `metadata[order]=1`, `expand[0]=x`, `expand[]=x`.
 * Lists stay hashes with numeric names; the parameter that expects a list turns them into one.
 */
export function decodeForm(text: string): FormHash {
  const root: FormHash = {};
  /** How many names each hash has, so that the end of a list need not be counted anew. */
  const sizes = new Map<FormHash, number>();
  for (const [name, value] of new URLSearchParams(text)) {
    put({ root, sizes }, splitName(name), value);
  }
  return root;
}

function splitName(name: string): string[] {
  const start = name.indexOf("[");
  if (start <= 0 || !name.endsWith("]")) return [name];
  const inner = name.slice(start + 1, -1).split("][", MAX_DEPTH);
  return inner.length === MAX_DEPTH ? [name] : [name.slice(0, start), ...inner];
}

interface Decoding {
  readonly root: FormHash;
  readonly sizes: Map<FormHash, number>;
}

function put({ root, sizes }: Decoding, path: readonly string[], value: string): void {
  let hash = root;
  path.forEach((part, depth) => {
    const size = sizes.get(hash) ?? 0;
    const name = part === "" && depth > 0 ? String(size) : part;
    const isNew = !Object.hasOwn(hash, name);
    if (isNew) sizes.set(hash, size + 1);
    if (depth === path.length - 1) {
      define(hash, name, value);
      return;
    }
    const present = isNew ? undefined : hash[name];
    const next: FormHash = typeof present === "object" ? present : {};
    if (next !== present) define(hash, name, next);
    hash = next;
  });
}

/** Assignment would call the setter of `__proto__`. */
function define(hash: FormHash, name: string, value: FormValue): void {
  Object.defineProperty(hash, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** One text for one set of parameters, whatever order they were sent in. */
export function canonicalForm(value: FormValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  const parts = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, entry]) => `${JSON.stringify(name)}:${canonicalForm(entry)}`);
  return `{${parts.join(",")}}`;
}
