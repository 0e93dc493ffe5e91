import type { Caller, Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { IdempotencyRecord } from "../ports/idempotency-store.ts";
import type { JsonValue } from "../records/payment.ts";
import { canonicalJson } from "../values/canonical-json.ts";
import { sha256 } from "../values/sha256.ts";

/** A client's key, claimed for one request. */
export interface Claim {
  readonly record: IdempotencyRecord;
  /** Whether the key was known before. */
  readonly known: boolean;
}

/** The client's key within its scope, hashed; null without a key. */
export async function scopeKeyOf(
  engine: Engine,
  caller: Caller,
  operation: "process" | "confirm",
): Promise<string | null> {
  if (caller.idempotencyKey === null) return null;
  const { account, livemode, installation } = engine.gateway;
  const { tenant, principal, idempotencyKey } = caller;
  const named = installation === "" ? [] : [installation];
  const scope = [tenant, principal, account, livemode, operation, idempotencyKey, ...named];
  return sha256(JSON.stringify(scope));
}

/**
 * What a key names where it is the purchase: the same under every tenant, account and installation, as an order's id is, so
 * that a deploy that names one of these finds what was bought before. Null without a key.
 */
export async function purchaseKeyOf({ principal, idempotencyKey }: Caller): Promise<string | null> {
  return idempotencyKey === null
    ? null
    : sha256(JSON.stringify(["purchase", principal, idempotencyKey]));
}

/** SHA-256 of a validated request, whatever the order of its fields. */
export function fingerprintOf(request: JsonValue): Promise<string> {
  return sha256(canonicalJson(request));
}

/**
 * Claims a key for a request.
 *
 * @param paymentId The payment the key will lead to, if it is new.
 * @throws PaymentsError `idempotency_key_reused` when the key belongs to another request.
 */
export async function claimKey(
  engine: Engine,
  scopeKey: string,
  fingerprint: string,
  paymentId: string,
): Promise<Claim> {
  const createdAt = engine.clock.now();
  const claimed = await engine.idempotency.claim({ scopeKey, fingerprint, paymentId, createdAt });
  refuseOtherRequest(claimed.record, fingerprint);
  return { record: claimed.record, known: !claimed.inserted };
}

/** Refuses a key that belongs to another request, before anything else is said about the request. */
export async function refuseReusedKey(
  engine: Engine,
  scopeKey: string | null,
  fingerprint: string,
): Promise<void> {
  if (scopeKey === null) return;
  const record = await engine.idempotency.find(scopeKey);
  if (record !== null) refuseOtherRequest(record, fingerprint);
}

/** Refuses a request without a key where the application asks for one. */
export function requireKey(engine: Engine, caller: Caller): void {
  if (engine.settings.requireIdempotencyKey !== true || caller.idempotencyKey !== null) return;
  throw new PaymentsError(
    "idempotency_key_required",
    "Send an Idempotency-Key header: one new key per tap, kept across the retries of that tap.",
  );
}

function refuseOtherRequest(record: IdempotencyRecord, fingerprint: string): void {
  if (record.fingerprint === fingerprint) return;
  throw new PaymentsError(
    "idempotency_key_reused",
    "This Idempotency-Key was used for another request; make a new key for a new request.",
  );
}
