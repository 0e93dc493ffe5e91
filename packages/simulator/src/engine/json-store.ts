/**
 * A JSON object, kept as what sets it apart from the first one with the same fields: that one, which fields differ, in
 * order, and their values as JSON. One flat list, because there are as many of these as events. Read it with `readJson`.
 */
export type StoredJson = readonly [Frame, readonly number[], ...string[]];

/** The first object with these fields. */
interface Frame {
  readonly names: readonly string[];
  readonly texts: readonly string[];
  /** Lists of positions, each once. */
  readonly patterns: Map<string, readonly number[]>;
}

/**
 * Keeps snapshots of objects: events hold four of a payment, and answers to replay two more. They differ in a few
 * fields, so one takes a few hundred bytes where its text would take two thousand.
 */
export interface JsonStore {
  /** Takes an object as it is now. @returns The same again for an object that has not changed since the last call. */
  keep(value: object): StoredJson;
}

/** How many values are remembered, so that snapshots of one object share what did not change. */
const REMEMBERED_TEXTS = 1000;

export function createJsonStore(): JsonStore {
  const frames = new Map<string, Frame>();
  let remembered = new Map<string, string>();
  let last: { readonly stored: StoredJson; readonly texts: readonly string[] } | null = null;

  /** The copy that was met before, if it is still known. */
  function share(text: string): string {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    if (remembered.size >= REMEMBERED_TEXTS) remembered = new Map();
    remembered.set(text, text);
    return text;
  }

  function frameOf(names: readonly string[], texts: readonly string[]): Frame {
    const signature = names.join();
    const frame = frames.get(signature) ?? { names, texts, patterns: new Map() };
    frames.set(signature, frame);
    return frame;
  }

  return {
    keep(value) {
      const names: string[] = [];
      const texts: string[] = [];
      for (const [name, field] of Object.entries(value)) {
        const text: string | undefined = JSON.stringify(field);
        if (text === undefined) continue;
        names.push(JSON.stringify(name));
        texts.push(text);
      }
      const frame = frameOf(names, texts);
      const isLast = last?.stored[0] === frame && isEqual(last.texts, texts);
      if (last && isLast) return last.stored;
      const positions = [...texts.keys()].filter((at) => texts[at] !== frame.texts[at]);
      const pattern = positions.join();
      const differing = frame.patterns.get(pattern) ?? positions;
      frame.patterns.set(pattern, differing);
      const values = differing.map((at) => share(texts[at] ?? ""));
      // A literal with a spread in it would be given room to grow, twice what is needed.
      const stored = Array.of<Frame | readonly number[] | string>(
        frame,
        differing,
        ...values,
      ) as unknown as StoredJson; // In just this order.
      last = { stored, texts };
      return stored;
    },
  };
}

function isEqual(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, at) => text === others[at]);
}

/** The object as JSON text without white space: what `JSON.stringify` gave when it was kept. */
export function readJson([frame, differing, ...texts]: StoredJson): string {
  const values = [...frame.texts];
  differing.forEach((position, index) => {
    values[position] = texts[index] ?? "";
  });
  return `{${values.map((text, at) => `${frame.names[at]}:${text}`).join()}}`;
}
