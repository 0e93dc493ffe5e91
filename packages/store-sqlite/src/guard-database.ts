import type { DatabaseSync } from "node:sqlite";
import { type Payment, type PaymentStore, PaymentsError } from "@chargeonce/core";
import { rememberPayments } from "./remember-payments.ts";
import { integerOf } from "./rows.ts";
import { watchFile } from "./watch-file.ts";

/**
 * Refuses to go on with a database that is not the one in the file any more: deleted, moved, replaced or set back while
 * it was open. What SQLite acknowledges then, the next to open the file does not know, and would charge again.
 */
export interface DatabaseGuard {
  /** Before anything is read. @throws PaymentsError `store_unavailable` */
  beforeRead(): void;
  /** In a transaction, before anything is written. @throws PaymentsError `store_unavailable` */
  beforeWrite(): void;
  /** After a commit, before it is acknowledged. @throws PaymentsError `store_unavailable`: it may be lost. */
  afterWrite(): void;
  /** The store of payments, whose acknowledged writes are remembered by `keep`. */
  remembering(store: PaymentStore, keep: (payment: Payment) => void): PaymentStore;
  /** Remembers what was committed. */
  note(payment: Payment): void;
}

/** A copy over the file is seen by when it was written; what a restore through SQLite took back, by looking. */
const LOOK_EVERY_MS = 30_000;

/**
 * @param file Absolute.
 * @param reader A connection of its own, whose cache may be dropped.
 */
export function guardDatabase(file: string, reader: DatabaseSync): DatabaseGuard {
  const watch = watchFile(file);
  const selectVersion = reader.prepare("select version from chargeonce_payments where id = ?");
  const acknowledged = rememberPayments((id) => {
    const row = selectVersion.get(id);
    return row === undefined ? null : integerOf(row, "version");
  });
  let lookedAtMs = performance.now();
  let isSuspect = false;

  /** @returns Whether somebody wrote into the database's own file. */
  function requireSameFiles(): boolean {
    const { problem, wasWritten } = watch.look();
    if (problem !== null) throw taken(problem);
    return wasWritten;
  }

  function requireAcknowledged(depth: "newest" | "all"): void {
    // Pages that SQLite has read before it takes for those of the file.
    if (depth === "all") reader.exec("pragma shrink_memory");
    isSuspect = true; // also where looking fails
    const lost = acknowledged.findLost(depth);
    isSuspect = lost !== null;
    if (lost !== null) throw taken(`the payment ${lost} was acknowledged and is not in it`);
  }

  function requireThisDatabase(): void {
    const wasWritten = requireSameFiles();
    const nowMs = performance.now();
    if (!wasWritten && !isSuspect && nowMs - lookedAtMs < LOOK_EVERY_MS) return;
    lookedAtMs = nowMs;
    requireAcknowledged("all");
  }

  return {
    beforeRead: requireThisDatabase,
    beforeWrite() {
      requireThisDatabase();
      requireAcknowledged("newest");
    },
    afterWrite() {
      // Its own checkpoint wrote into the file: the next look has its cause.
      if (requireSameFiles()) isSuspect = true;
    },
    note: acknowledged.note,
    remembering: (store, keep) => ({
      ...store,
      async reserve(payment) {
        const reserved = await store.reserve(payment);
        keep(reserved.payment);
        return reserved;
      },
      async update(payment) {
        const isWritten = await store.update(payment);
        if (isWritten) keep(payment);
        return isWritten;
      },
    }),
  };
}

function taken(problem: string): PaymentsError {
  return new PaymentsError(
    "store_unavailable",
    "The payments database was deleted, moved, replaced or set back while it was open: stop every server, put the right file in its place together with its -wal, reconcile as after a restored backup, then start again.",
    { cause: new Error(problem) },
  );
}
