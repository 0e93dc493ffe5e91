import type { Store } from "@chargeonce/core";
import type { Client, Pool, PoolClient } from "pg";
import { connectionsOf } from "./connections.ts";
import { eventStatements, eventStore } from "./event-table.ts";
import { feedStatements, feedStore } from "./feed-table.ts";
import { idempotencyStore, keyStatements } from "./key-table.ts";
import { paymentStatements, paymentStore } from "./payment-table.ts";
import { storeFailure } from "./postgres-failure.ts";
import { runAlone } from "./run-alone.ts";
import { type Run, runStatement } from "./statement.ts";
import { strayChargeStore, strayStatements } from "./stray-table.ts";
import { type TableOptions, tableNames } from "./table-names.ts";
import { transactionHandle } from "./transaction-handle.ts";
import { createTransactions, type OpenTransaction } from "./transactions.ts";

/** How {@link postgresStore} behaves. */
export interface PostgresStoreOptions extends TableOptions {
  /**
   * Whether statements are prepared by name, which saves parsing and planning. Default true. Set it to false behind a
   * pooler in transaction mode that knows no prepared statements (PgBouncer before 1.21, or without
   * `max_prepared_statements`).
   */
  readonly prepare?: boolean;
}

/** A store on Postgres. Handlers get the connection of their transaction as `tx`. */
export type PostgresStore = Required<Store<PoolClient>>;

/**
 * A durable store on Postgres, for any number of servers. `migrate` makes its tables.
 *
 * Each method is one statement; `transaction` is one at `read committed`, with rows locked as they are read. A call from
 * inside a transaction's work throws at once: it could wait for ever for what that transaction holds.
 *
 * @param database A pool, which stays the application's: the store ends nothing, and listens to its `error` event so
 * that a connection lost while idle does not end the process. Or one connected client kept for the store alone:
 * statements and transactions then take turns on it.
 * @throws Error for a schema or a prefix that is no plain name.
 */
export function postgresStore(
  database: Pool | Client,
  options: PostgresStoreOptions = {},
): PostgresStore {
  const names = tableNames(options);
  const prepare = options.prepare ?? true;
  const connections = connectionsOf(database);
  const transactions = createTransactions(connections);
  const alone = runAlone(connections, prepare);
  const outside: Run = async (statement, values) => {
    transactions.refuseFromWithin();
    return alone(statement, values);
  };
  const inside =
    ({ client, assertOpen }: OpenTransaction): Run =>
    async (statement, values) => {
      assertOpen();
      try {
        return await runStatement(client, statement, { values, prepare });
      } catch (error) {
        throw storeFailure(error);
      }
    };
  const lockedPayments = paymentStatements(names, "for update");
  const lockedEvents = eventStatements(names, "for update");

  return {
    payments: paymentStore(paymentStatements(names, ""), outside),
    idempotency: idempotencyStore(keyStatements(names), outside),
    events: eventStore(eventStatements(names, ""), outside),
    feed: feedStore(feedStatements(names), outside),
    strays: strayChargeStore(strayStatements(names), outside),
    transaction: (work) =>
      transactions.run((open) =>
        work({
          payments: paymentStore(lockedPayments, inside(open)),
          events: eventStore(lockedEvents, inside(open)),
          tx: transactionHandle(open.client, open.assertOpen),
        }),
      ),
  };
}
