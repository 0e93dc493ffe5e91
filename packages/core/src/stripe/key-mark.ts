import { sha256 } from "../sha256.ts";
import type { AccountFacts } from "./read-account.ts";

/**
 * What tells keys of several accounts apart, as far as a key alone can: the account, where something names it or the key
 * shows it; else a mark of the key itself; `""` where an authenticator hides it.
 *
 * Keys made since about 2020 begin with their account's id (`sk_live_51Ab…` is one of `acct_1Ab…`), however often they are
 * rolled. Stripe does not document it: so two accounts are told apart by it, but no payment is called an account's for it.
 */
export async function keyMarkOf(key: string | null, { account }: AccountFacts): Promise<string> {
  if (account !== "") return account;
  if (key === null) return "";
  const shown = /^[a-z]+_(?:live|test)_5(1[A-Za-z0-9]{15})[A-Za-z0-9]{60,}$/.exec(key)?.[1];
  return shown === undefined ? `key_${(await sha256(key)).slice(0, 16)}` : `acct_${shown}`;
}
