import type { OrderKey, Payment } from "@chargeonce/core";
import { keyText, orderKeysElsewhere } from "./key-text.ts";
import { named, type Statement } from "./statement.ts";
import type { TableNames } from "./table-names.ts";

/** How a live payment is found that may be this very order's under another tenant, account, installation or mode. */
export interface ElsewhereStatements {
  /** Where all three are named there are few places to look at. */
  readonly findAmongFew: Statement;
  /** Where one is not, any name will do: all payments of that order's id are looked at. */
  readonly findAmongAll: Statement;
}

export function elsewhereStatements(
  { payments }: TableNames,
  lock: "" | "for update",
): ElsewhereStatements {
  const select = `select attempt, record from ${payments}`;
  return {
    findAmongFew: named(`
      ${select} where order_key = any ($1::bytea[]) and status <> 'canceled'
      order by livemode = $2::boolean desc, created_at, id limit 1 ${lock}`),
    findAmongAll: named(`
      ${select} where left(order_ref, 500) = $1::text and order_ref = $2::text and status <> 'canceled'
        and (installation in ($3::text, '') or $3::text = '')
        and (tenant in ($4::text, '') or $4::text = '') and (account in ($5::text, '') or $5::text = '')
        and not (
          installation = $3::text and tenant = $4::text and account = $5::text and livemode = $6::boolean
        )
      order by livemode = $6::boolean desc, created_at, id limit 1 ${lock}`),
  };
}

export function elsewhere(
  { findAmongFew, findAmongAll }: ElsewhereStatements,
  find: (statement: Statement, values: readonly unknown[]) => Promise<Payment | null>,
): (order: OrderKey) => Promise<Payment | null> {
  return (order) => {
    const { tenant, account, livemode, installation } = order;
    if (tenant !== "" && account !== "" && installation !== "") {
      return find(findAmongFew, [orderKeysElsewhere(order), livemode]);
    }
    const orderRef = keyText(order.orderRef);
    const indexed = [...orderRef].slice(0, 500).join("");
    const names = [installation, tenant, account].map(keyText);
    return find(findAmongAll, [indexed, orderRef, ...names, livemode]);
  };
}
