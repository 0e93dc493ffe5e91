import type { Owner } from "@chargeonce/core";
import { fromKeyText } from "./key-text.ts";
import { ownerValues } from "./lists.ts";
import { type Run, type Statement, textOf, unnamed } from "./statement.ts";
import type { TableNames } from "./table-names.ts";

/** How the other owners of payments are found that may once have been this one. */
export interface OtherOwnersStatements {
  /** Where the account is named: of that account and of none. */
  readonly listOwnersOfAccount: Statement;
  /** Where it is not, any account will do. */
  readonly listOwnersOfAll: Statement;
}

/** Each step finds the next name in the index of what was made, however many payments have it. */
export function otherOwnersStatements({ payments }: TableNames): OtherOwnersStatements {
  const looking = (accounts: string) =>
    unnamed(`
      with recursive accounts (account) as (${accounts}), owners (account, installation) as (
        select account, (
          select min(p.installation) from ${payments} p
          where p.account = accounts.account and p.livemode = $2::boolean
        ) from accounts where account is not null
        union all
        select account, (
          select min(p.installation) from ${payments} p
          where p.account = owners.account and p.livemode = $2::boolean
            and p.installation > owners.installation
        ) from owners where installation is not null
      )
      select account, installation from owners
      where installation is not null and not (account = $1::text and installation = $3::text)
      order by account, installation limit $4::integer`);
  return {
    listOwnersOfAccount: looking("select $1::text union select ''"),
    listOwnersOfAll: looking(`
        select (select min(account) from ${payments})
        union all
        select (select min(p.account) from ${payments} p where p.account > accounts.account)
        from accounts where account is not null`),
  };
}

export function otherOwners(
  { listOwnersOfAccount, listOwnersOfAll }: OtherOwnersStatements,
  run: Run,
): (owner: Owner, limit: number) => Promise<Owner[]> {
  return async (owner, limit) => {
    const statement = owner.account === "" ? listOwnersOfAll : listOwnersOfAccount;
    const { rows } = await run(statement, [...ownerValues(owner), limit]);
    return rows.map((row) => ({
      account: fromKeyText(textOf(row, "account")),
      livemode: owner.livemode,
      installation: fromKeyText(textOf(row, "installation")),
    }));
  };
}
