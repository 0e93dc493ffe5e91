import type { Account, ApiRequest, KeyKind } from "./api-types.ts";
import { StripeFailure } from "./stripe-failure.ts";

/**
 * Finds whose key the request carries: `Authorization: Bearer` or HTTP basic, and `Stripe-Account` for a connected account.
 *
 * @throws StripeFailure 401 for a missing or unknown key, 403 for a foreign account.
 */
export function findAccount(
  accounts: readonly Account[],
  request: ApiRequest,
): { account: Account; key: KeyKind } {
  const sent = readKey(request.headers.authorization ?? "");
  if (sent === "") {
    throw unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    );
  }
  const owner = accounts.find(
    (account) => account.secretKey === sent || account.publishableKey === sent,
  );
  if (!owner) throw unauthorized(`Invalid API Key provided: ${mask(sent)}`);
  const key = owner.secretKey === sent ? "secret" : "publishable";
  const connected = request.headers["stripe-account"];
  if (connected === undefined || connected === owner.id) return { account: owner, key };
  const account = accounts.find(({ id }) => id === connected);
  if (account && isConnected(owner, account)) return { account, key };
  throw new StripeFailure({
    status: 403,
    error: {
      type: "invalid_request_error",
      code: "account_invalid",
      message: `The provided key '${mask(sent)}' does not have access to account '${connected}' (or that account does not exist). Application access may have been revoked.`,
    },
  });
}

/**
 * Whether the events of `other` are those of a connected account to `account`, whose keys may then act for it: every
 * two accounts of one mode are connected, in both directions.
 */
export function isConnected(account: Account, other: Account): boolean {
  return account.id !== other.id && account.livemode === other.livemode;
}

function readKey(authorization: string): string {
  const [scheme = "", credentials = ""] = authorization.trim().split(/\s+/);
  if (/^bearer$/i.test(scheme)) return credentials;
  if (!/^basic$/i.test(scheme)) return "";
  const [user = ""] = Buffer.from(credentials, "base64").toString("utf8").split(":");
  return user;
}

function mask(key: string): string {
  const prefix = /^[a-z]+_(?:test|live)_/.exec(key)?.[0] ?? "";
  const rest = key.slice(prefix.length);
  const tail = rest.slice(-4);
  return `${prefix}${"*".repeat(Math.max(rest.length - tail.length, 1))}${tail}`;
}

function unauthorized(message: string): StripeFailure {
  return new StripeFailure({ status: 401, error: { type: "invalid_request_error", message } });
}
