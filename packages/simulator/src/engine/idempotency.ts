import { type JsonStore, readJson, type StoredJson } from "./json-store.ts";
import { StripeFailure } from "./stripe-failure.ts";

const RETENTION_MS = 24 * 60 * 60 * 1000;
const MAX_KEY_LENGTH = 255;

/** The first answer under a key, byte for byte. */
export interface SavedAnswer {
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
}

interface Entry {
  readonly fingerprint: string;
  readonly startedAt: number;
  status: number;
  requestId: string;
  /** Without its white space, which a replay puts back; null while the first request executes. */
  body: StoredJson | null;
}

/** Stripe's idempotency layer, per account. */
export interface IdempotencyLayer {
  /**
   * @returns The saved answer to replay, or null when the request is the first under its key.
   * @throws StripeFailure 400 for a key of wrong length or used with other parameters, 409 while the first request is executing.
   */
  find(account: string, key: string, fingerprint: string): SavedAnswer | null;
  /** Takes the key for a request that begins to execute. */
  reserve(account: string, key: string, fingerprint: string, nowMs: number): void;
  save(account: string, key: string, answer: SavedAnswer): void;
  /** Frees the key: the request failed before it executed. */
  forget(account: string, key: string): void;
  /** Drops what is older than 24 hours. */
  prune(nowMs: number): void;
}

export function createIdempotencyLayer(snapshots: JsonStore): IdempotencyLayer {
  const entries = new Map<string, Entry>();
  const scoped = (account: string, key: string) => `${account}\n${key}`;

  return {
    find(account, key, fingerprint) {
      if (key.length === 0 || key.length > MAX_KEY_LENGTH) throw wrongLength(key);
      const entry = entries.get(scoped(account, key));
      if (!entry) return null;
      if (entry.fingerprint !== fingerprint) throw parametersDiffer(key);
      const { status, requestId, body } = entry;
      if (body === null) throw keyInUse(key);
      return { status, requestId, body: JSON.stringify(JSON.parse(readJson(body)), null, 2) };
    },
    reserve(account, key, fingerprint, nowMs) {
      const entry: Entry = { fingerprint, startedAt: nowMs, status: 0, requestId: "", body: null };
      entries.set(scoped(account, key), entry);
    },
    save(account, key, { status, requestId, body }) {
      const entry = entries.get(scoped(account, key));
      if (!entry) return;
      entry.status = status;
      entry.requestId = requestId;
      entry.body = snapshots.keep(JSON.parse(body));
    },
    forget(account, key) {
      entries.delete(scoped(account, key));
    },
    prune(nowMs) {
      // Insertion order is order of time, so the first young entry ends the walk.
      for (const [name, entry] of entries) {
        if (nowMs - entry.startedAt <= RETENTION_MS) return;
        if (entry.body !== null) entries.delete(name);
      }
    },
  };
}

export function keyInUse(key: string): StripeFailure {
  return new StripeFailure({
    status: 409,
    error: {
      type: "invalid_request_error",
      code: "idempotency_key_in_use",
      message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    },
  });
}

function parametersDiffer(key: string): StripeFailure {
  return new StripeFailure({
    status: 400,
    error: {
      type: "idempotency_error",
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    },
  });
}

function wrongLength(key: string): StripeFailure {
  return new StripeFailure({
    status: 400,
    error: {
      type: "invalid_request_error",
      message: `Idempotent key length is ${key.length}, which is outside accepted lengths. Idempotent Keys must be 1-${MAX_KEY_LENGTH} characters long. If you're looking for a decent generator, try using a UUID defined by IETF RFC 4122.`,
    },
  });
}
