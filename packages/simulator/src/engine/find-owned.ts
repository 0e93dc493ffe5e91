import type { Caller } from "./api-types.ts";
import type { Records } from "./records.ts";
import { invalidRequest, type StripeFailure } from "./stripe-failure.ts";

/** What is stored: the object, and whose it is. */
export interface Owned<T> {
  readonly account: string;
  readonly object: T;
}

export interface Naming {
  /** As Stripe writes it in `No such payment_intent: 'pi_x'`. */
  readonly noun: string;
  readonly param: string;
}

/**
 * The caller's record that a URL names.
 *
 * @throws StripeFailure 404 `resource_missing` when this account has none.
 */
export function findByPath<R extends Owned<unknown>>(
  records: Pick<Records<R>, "get">,
  caller: Caller,
  id: string,
  naming: Naming,
): R {
  const record = findOwned(records, caller, id);
  if (record) return record;
  throw noSuch(id, naming, 404);
}

/**
 * The caller's record that a parameter names.
 *
 * @throws StripeFailure 400 `resource_missing` when this account has none.
 */
export function findByParameter<R extends Owned<unknown>>(
  records: Pick<Records<R>, "get">,
  caller: Caller,
  id: string,
  naming: Naming,
): R {
  const record = findOwned(records, caller, id);
  if (record) return record;
  throw noSuch(id, naming, 400);
}

/** The caller's record, or null. */
export function findOwned<R extends Owned<unknown>>(
  records: Pick<Records<R>, "get">,
  caller: Caller,
  id: string,
): R | null {
  const record = records.get(id);
  return record?.account === caller.account.id ? record : null;
}

export function noSuch(id: string, { noun, param }: Naming, status: 400 | 404): StripeFailure {
  return invalidRequest(`No such ${noun}: '${id}'`, { code: "resource_missing", param, status });
}

export interface IntentNaming {
  readonly id: string;
  readonly clientSecret: string | undefined;
  readonly intent: "PaymentIntent" | "SetupIntent";
  /** As Stripe writes it in `No such setupintent: 'seti_x'`. */
  readonly noun: string;
}

/**
 * The caller's intent that a URL names. A publishable key has to show the client secret as well.
 *
 * @throws StripeFailure 404 when there is none for this caller.
 */
export function findByClientSecret<R extends Owned<{ client_secret: string | null }>>(
  records: Pick<Records<R>, "get">,
  caller: Caller,
  { id, clientSecret, intent, noun }: IntentNaming,
): R {
  if (id.includes("_secret_")) {
    throw invalidRequest(
      `You passed a string that looks like a client secret as the ${intent} ID, but you must provide a valid ${intent} ID. Please use the value in the \`id\` field of the ${intent}.`,
      { param: "intent", status: 404 },
    );
  }
  if (caller.key === "publishable" && clientSecret === undefined) {
    throw invalidRequest("Missing required param: client_secret.", {
      code: "parameter_missing",
      param: "client_secret",
    });
  }
  const record = findOwned(records, caller, id);
  const secretFits = clientSecret === undefined || clientSecret === record?.object.client_secret;
  if (record && secretFits) return record;
  throw noSuch(id, { noun, param: "intent" }, 404);
}
