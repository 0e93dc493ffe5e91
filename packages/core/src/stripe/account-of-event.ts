import type { JsonObject, JsonValue } from "../records/payment.ts";
import { type AccountFacts, lastPartOf } from "./read-account.ts";

/**
 * Whose account an event is of: `account` names a connected account, `context` one of an organisation. Without either it
 * is the account that the endpoint belongs to, which is the platform's where requests name a connected account, and else
 * the one that requests are made for.
 *
 * @returns As {@link AccountFacts.account}.
 * @see https://docs.stripe.com/changelog/basil/2025-04-30/additional-context-organization-events
 */
export function accountOfEvent(event: JsonObject, { account, namedBy }: AccountFacts): string {
  const connected = textOf(event.account);
  if (connected !== "") return connected;
  // Where nothing names our own account, nothing can be compared with an organisation's word for it.
  if (namedBy === "nothing") return account;
  const member = lastPartOf(textOf(event.context));
  if (member !== "") return member;
  return namedBy === "stripeAccount" ? "" : account;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
