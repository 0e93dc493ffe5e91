/** Names whose values are instants, wherever they stand in a record. */
const INSTANTS: ReadonlySet<string> = new Set([
  "at",
  "createdAt",
  "updatedAt",
  "dueAt",
  "firstSentAt",
  "lastSentAt",
  "lastActiveAt",
  "tookOverAt",
  "actionExpiresAt",
  "abandonAt",
  "seenAt",
  "resolvedAt",
  "nextAttemptAt",
  "receivedAt",
  "doneAt",
  "unheardSince",
]);

/** A record out of its own JSON text: its instants are dates again. */
export function revive<Value>(value: Value): Value {
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([name, member]) => [
        name,
        INSTANTS.has(name) && typeof member === "string" ? new Date(member) : visit(member),
      ]),
    );
  };
  return visit(value) as Value; // same shape: only instants changed from text to Date
}
