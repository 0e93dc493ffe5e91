import type { Account } from "../api-types.ts";
import { invalidRequest } from "../stripe-failure.ts";

/** @throws StripeFailure 400 for plain HTTP in live mode. */
export function checkScheme(url: string, account: Account): void {
  if (!account.livemode || /^https:/i.test(url)) return;
  throw invalidRequest("Invalid URL: live mode webhook endpoints must use https.", {
    code: "url_invalid",
    param: "url",
  });
}
