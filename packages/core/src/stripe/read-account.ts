import type Stripe from "stripe";
import { sha256 } from "../values/sha256.ts";

/** For whose account requests are made, and what in them says so. */
export interface AccountFacts {
  /** `acct_…`; `""` for the key's own account, where nothing names it. */
  readonly account: string;
  /** What says so: a header of every request, the application's option, or nothing. */
  readonly namedBy: "stripeAccount" | "stripeContext" | "option" | "nothing";
  /** Goes with every request. */
  readonly address: Pick<Stripe.RequestOptions, "stripeAccount" | "stripeContext">;
}

/**
 * Reads everything that names the account out of a configured Stripe object.
 *
 * A context is a path (`acct_platform/acct_connected`) and its last part the account whose objects are meant.
 *
 * @param option What the application says itself, for a key that stands for its own account; absent where it says nothing.
 * @throws Error when two of them contradict each other, in one sentence.
 * @see https://docs.stripe.com/context
 */
export function readAccount(stripe: Stripe, option: string | undefined): AccountFacts {
  const stripeAccount = textOf(stripe.getApiField("stripeAccount"));
  const stripeContext = textOf(stripe.getApiField("stripeContext"));
  const names = { stripeAccount, stripeContext: lastPartOf(stripeContext), account: option ?? "" };
  const given = Object.entries(names).filter(([, account]) => account !== "");
  const accounts = [...new Set(given.map(([, account]) => account))];
  if (accounts.length > 1) {
    const list = given.map(([name, account]) => `${name} ${account}`).join(" and ");
    throw new Error(`Two accounts are named, ${list}: name the one that takes the payments.`);
  }
  const account = accounts[0] ?? "";
  if (stripeContext !== "")
    return { account, namedBy: "stripeContext", address: { stripeContext } };
  if (stripeAccount !== "")
    return { account, namedBy: "stripeAccount", address: { stripeAccount } };
  return { account, namedBy: account === "" ? "nothing" : "option", address: {} };
}

/** The account that a context leads to. */
export function lastPartOf(context: string): string {
  return context.split("/").findLast((part) => part !== "") ?? "";
}

/** A context may be the SDK's own object, whose text is the header's. */
function textOf(field: unknown): string {
  return field === null || field === undefined ? "" : String(field);
}

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
