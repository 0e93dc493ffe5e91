import type { DatabaseSync } from "node:sqlite";
import type { Payment, Store } from "@chargeonce/core";
import { guardDatabase } from "./guard-database.ts";
import { openConnections, type SqliteLocation } from "./open-connections.ts";
import { retryWhileBusy } from "./retry-while-busy.ts";
import { createRowLocks, withRows } from "./row-locks.ts";
import { translated } from "./sqlite-failure.ts";
import {
  type Access,
  eventStore,
  feedStore,
  idempotencyStore,
  paymentStore,
  prepareTables,
  strayChargeStore,
} from "./stores.ts";
import { transactionHandle } from "./transaction-handle.ts";
import { createWriter } from "./writer.ts";

/** How {@link sqliteStore} behaves. */
export interface SqliteStoreOptions {
  /**
   * How long a write waits for its turn, in milliseconds: for other writes of this process and for other processes.
   * Then it throws `store_unavailable`, and nothing was written. Default 5000.
   */
  readonly waitMs?: number;
  /**
   * How long a handler may keep the database after its first use of `tx`, in milliseconds. Then its writes are taken back,
   * and it has failed. Default 2000. What is slow belongs before that: a handler that has not used `tx` keeps nobody waiting.
   */
  readonly holdMs?: number;
  /**
   * Whether opening makes the file and its tables, or brings them up to date. Default true. With false it opens only what
   * is there and up to date, and changes nothing of it otherwise: for a program that looks at another's payments, and
   * where a deploy runs `chargeonce migrate`.
   */
  readonly migrate?: boolean;
}

/** A store in one file. Handlers get the connection that writes as `tx`. */
export interface SqliteStore extends Required<Store<DatabaseSync>> {
  /**
   * Waits for what was begun, writes the log into the file and closes it. May be called twice; every use after it
   * throws `store_unavailable`.
   */
  close(): Promise<void>;
}

/**
 * A durable store in one file, on Node's own SQLite. Several processes of one machine may share the file.
 *
 * Writes and transactions take turns on one connection; reads use another and wait for nobody. A write that resolved is
 * on the disk, and every read after it sees it.
 *
 * @param location `file`: a path, made with its folders when absent. Or `database`: a connection of yours to a file; the
 * store then writes through it (keep it for the store, and for handlers as `tx`), and leaves it open.
 * @throws Error at once when the file cannot be used, with a sentence that says what to do; with a `code` of
 * {@link SchemaErrorCode} when it is the tables.
 */
export function sqliteStore(
  location: SqliteLocation,
  options: SqliteStoreOptions = {},
): SqliteStore {
  const { waitMs = 5_000, holdMs = 2_000, migrate = true } = options;
  if (!(waitMs >= 0)) throw new Error("waitMs must be a number of milliseconds, 0 or more.");
  if (!(holdMs >= 10)) throw new Error("holdMs must be a number of milliseconds, 10 or more.");

  const connections = openConnections(location, migrate);
  const writer = createWriter(connections.writer, { waitMs, holdMs });
  const rows = createRowLocks(waitMs);
  const onReader = prepareTables(connections.reader);
  const onWriter = prepareTables(connections.writer);
  const guard = guardDatabase(connections.file, connections.reader);

  const read: Access = async (look) => {
    writer.assertOpen();
    const read = () => {
      guard.beforeRead();
      return look(onReader);
    };
    return retryWhileBusy(read, performance.now() + waitMs);
  };
  const write: Access = async (change) => {
    const result = await writer.write(() => {
      guard.beforeWrite();
      return change(onWriter);
    });
    guard.afterWrite();
    return result;
  };

  return {
    ...withRows(
      {
        payments: guard.remembering(paymentStore(read, write), guard.note),
        events: eventStore(read, write),
      },
      { beforeUpdate: rows.waitFor },
    ),
    idempotency: idempotencyStore(read, write),
    feed: feedStore(read, write),
    strays: strayChargeStore(read, write),
    async transaction(work) {
      const written: Payment[] = [];
      const result = await writer.transaction(async (open) => {
        const readInside: Access = (use) => open.read(() => use(onWriter));
        const writeInside: Access = (use) =>
          open.write(() => {
            guard.beforeWrite();
            return use(onWriter);
          });
        const held = rows.hold();
        const payments = paymentStore(readInside, writeInside);
        await open.read(guard.beforeWrite);
        try {
          return await work({
            ...withRows(
              {
                payments: guard.remembering(payments, (each) => written.push(each)),
                events: eventStore(readInside, writeInside),
              },
              { beforeUpdate: held.take, beforeFind: held.take },
            ),
            tx: transactionHandle(connections.writer, open),
          });
        } finally {
          held.releaseAll();
        }
      });
      for (const payment of written) guard.note(payment);
      guard.afterWrite();
      return result;
    },
    close: () =>
      writer.close(() => {
        try {
          // No error where others are reading: the log then stays, and the next to open the file reads it.
          translated(() => connections.writer.exec("pragma wal_checkpoint(truncate)"));
        } finally {
          connections.close();
        }
      }),
  };
}
