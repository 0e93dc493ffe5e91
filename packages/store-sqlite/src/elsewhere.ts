import type { DatabaseSync } from "node:sqlite";
import type { Row } from "./rows.ts";

/** An order's columns, as the tables keep them. */
export interface OrderColumns {
  readonly tenant: string;
  readonly account: string;
  readonly livemode: number;
  readonly installation: string;
  readonly order_ref: string;
}

/**
 * Looks for a live payment that may be this very order's under another tenant, account, installation or mode.
 *
 * Where all are named there are few places to look at, each by the index of live payments. Where one is not, any name
 * will do, and all payments of that order's id are looked at.
 */
export function createElsewhere(database: DatabaseSync): (order: OrderColumns) => Row | undefined {
  const looking = (index: string, places: string) =>
    database.prepare(`
      select record from chargeonce_payments indexed by chargeonce_payments_${index}
      where order_ref = :order_ref and status <> 'canceled' and ${places}
        and not (
          tenant = :tenant and account = :account and livemode = :livemode and installation = :installation
        )
      order by livemode = :livemode desc, created_at, id limit 1`);
  const amongFew = looking(
    "live",
    "tenant in (:tenant, '') and account in (:account, '') and livemode in (0, 1) and installation in (:installation, '')",
  );
  const amongAll = looking(
    "order_ref",
    `(tenant in (:tenant, '') or :tenant = '') and (account in (:account, '') or :account = '')
        and (installation in (:installation, '') or :installation = '')`,
  );
  return (order) => {
    const allNamed = order.tenant !== "" && order.account !== "" && order.installation !== "";
    return (allNamed ? amongFew : amongAll).get({ ...order });
  };
}
