import type { DatabaseSync } from "node:sqlite";
import type { Owner } from "@chargeonce/core";
import { fromKeyText, ownerColumns, textOf } from "./rows.ts";

const PAYMENTS = "chargeonce_payments";

/**
 * Lists the other owners of payments that may once have been this one. Each step finds the next name in the index of what was
 * made, however many payments have it.
 */
export function createOtherOwners(
  database: DatabaseSync,
): (owner: Owner, limit: number) => Owner[] {
  const looking = (accounts: string) =>
    database.prepare(`
      with recursive accounts (account) as (${accounts}), owners (account, installation) as (
        select account, (
          select min(p.installation) from ${PAYMENTS} p indexed by ${PAYMENTS}_created
          where p.account = accounts.account and p.livemode = :livemode
        ) from accounts where account is not null
        union all
        select account, (
          select min(p.installation) from ${PAYMENTS} p indexed by ${PAYMENTS}_created
          where p.account = owners.account and p.livemode = :livemode
            and p.installation > owners.installation
        ) from owners where installation is not null
      )
      select account, installation from owners
      where installation is not null and not (account = :account and installation = :installation)
      order by account, installation limit :limit`);
  const ofAccount = looking("select :account union select ''");
  const ofAll = looking(`
        select (select min(account) from ${PAYMENTS} indexed by ${PAYMENTS}_created)
        union all
        select (
          select min(p.account) from ${PAYMENTS} p indexed by ${PAYMENTS}_created
          where p.account > accounts.account
        ) from accounts where account is not null`);
  return (owner, limit) =>
    (owner.account === "" ? ofAll : ofAccount)
      .all({ ...ownerColumns(owner), limit })
      .map((row) => ({
        account: fromKeyText(textOf(row, "account")),
        livemode: owner.livemode,
        installation: fromKeyText(textOf(row, "installation")),
      }));
}
