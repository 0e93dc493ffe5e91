import type { Store } from "@chargeonce/core";
import { openShop } from "./open-shop.ts";

/** A row as the engine's driver gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** Rows that the library itself wrote, to fill a store with more of their kind. */
export interface Samples {
  readonly succeeded: Row;
  readonly canceled: Row;
  readonly open: Row;
  /** The key of the payment that succeeded, and its events. */
  readonly key: Row;
  readonly events: readonly Row[];
}

/**
 * Pays one order, cancels another and leaves a third open, on an empty store.
 *
 * @param read The rows of a query that both engines understand.
 */
export async function takeSamples<Tx>(
  store: Store<Tx>,
  read: (sql: string) => Promise<readonly Row[]>,
): Promise<Samples> {
  const shop = openShop(store, 1);
  await shop.pay("order_sample_succeeded");
  await shop.begin("order_sample_canceled");
  await shop.cancel("order_sample_canceled");
  await shop.begin("order_sample_open");
  const one = async (sql: string) => {
    const [row] = await read(sql);
    if (row === undefined) throw new Error(`No sample: ${sql}`);
    return row;
  };
  const payment = (order: string) =>
    one(`select * from chargeonce_payments where order_ref = 'order_sample_${order}'`);
  const succeeded = await payment("succeeded");
  const intent = String(succeeded.payment_intent_id);
  const events = await read(
    `select * from chargeonce_events where id like 'evt_${intent.slice(3, 20)}%' order by type, id`,
  );
  return {
    succeeded,
    canceled: await payment("canceled"),
    open: await payment("open"),
    key: await one(`select * from chargeonce_keys where payment_id = '${String(succeeded.id)}'`),
    events,
  };
}

/**
 * The same rows with records that hold less, so that a million payments take no more disk than a bench may. What a
 * statement looks for is in the columns, and stays.
 */
export function trimmed({ succeeded, canceled, open, key, events }: Samples): Samples {
  const payment = (row: Row) =>
    without(row, { steps: [], effects: [], namings: [], orderRequest: {}, method: null });
  const event = (row: Row) =>
    without(row, { body: {}, bodyHash: "", attempts: 0, lastError: null, doneAt: null });
  return {
    succeeded: payment(succeeded),
    canceled: payment(canceled),
    open: payment(open),
    key,
    events: events.map(event),
  };
}

function without(row: Row, members: Readonly<Record<string, unknown>>): Row {
  return { ...row, record: JSON.stringify({ ...JSON.parse(String(row.record)), ...members }) };
}
