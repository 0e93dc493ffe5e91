type Attributes = Readonly<Record<string, unknown>>;

/**
 * What an `*.updated` event tells of the object before: the fields that changed, with their old values. Inside a hash
 * again only what changed; null for what was not there.
 *
 * @returns Null when nothing changed, and so nothing is to be told.
 */
export function previousAttributes(before: object, after: object): Attributes | null {
  const changed = changedEntries({ ...before }, { ...after });
  return changed.length === 0 ? null : Object.fromEntries(changed);
}

function changedEntries(before: Attributes, after: Attributes): [string, unknown][] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name): [string, unknown][] => {
    const [old, now] = [before[name], after[name]];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    const inside = isHash(old) && isHash(now) ? Object.fromEntries(changedEntries(old, now)) : old;
    return [[name, inside ?? null]];
  });
}

function isHash(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
