import type { Payment } from "@chargeonce/core";

/** What this process has acknowledged lately, to be held against the database: it may not forget any of it. */
export interface AcknowledgedPayments {
  note(payment: Pick<Payment, "id" | "version">): void;
  /** The id of one that the database has lost or has as it was before; null when it has all. */
  findLost(depth: "newest" | "all"): string | null;
}

/** Payments of minutes on a busy server, of days on a quiet one; looking for all of them takes milliseconds. */
const MOST_REMEMBERED = 256;

/** @param versionOf The stored version of a payment; null when it is absent. */
export function rememberPayments(versionOf: (id: string) => number | null): AcknowledgedPayments {
  const versions = new Map<string, number>();
  const isLost = ([id, version]: readonly [string, number]) => (versionOf(id) ?? 0) < version;

  return {
    note({ id, version }) {
      const known = versions.get(id) ?? 0;
      versions.delete(id); // to the end: the newest
      versions.set(id, Math.max(known, version));
      const [oldest] = versions.keys();
      if (versions.size > MOST_REMEMBERED && oldest !== undefined) versions.delete(oldest);
    },
    findLost(depth) {
      const all = [...versions];
      const looked = depth === "all" ? all : all.slice(-1);
      return looked.find(isLost)?.[0] ?? null;
    },
  };
}
