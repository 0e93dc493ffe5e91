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
  answer: KeptAnswer | null;
}

/** A body that is JSON, as all are, is kept without its white space. */
interface KeptAnswer extends Omit<SavedAnswer, "body"> {
  readonly body: StoredJson | string;
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
      if (!entry.answer) throw keyInUse(key);
      return { ...entry.answer, body: unpack(entry.answer.body) };
    },
    reserve(account, key, fingerprint, nowMs) {
      entries.set(scoped(account, key), { fingerprint, startedAt: nowMs, answer: null });
    },
    save(account, key, answer) {
      const entry = entries.get(scoped(account, key));
      if (entry) entry.answer = { ...answer, body: pack(snapshots, answer.body) };
    },
    forget(account, key) {
      entries.delete(scoped(account, key));
    },
    prune(nowMs) {
      // Insertion order is order of time, so the first young entry ends the walk.
      for (const [name, entry] of entries) {
        if (nowMs - entry.startedAt <= RETENTION_MS) return;
        if (entry.answer) entries.delete(name);
      }
    },
  };
}

function pack(snapshots: JsonStore, body: string): StoredJson | string {
  const stored = snapshots.keep(JSON.parse(body));
  return unpack(stored) === body ? stored : body;
}

function unpack(body: StoredJson | string): string {
  return typeof body === "string" ? body : JSON.stringify(JSON.parse(readJson(body)), null, 2);
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
