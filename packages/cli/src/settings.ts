import { resolve } from "node:path";
import { Failure } from "./failure.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What can be said after every command. */
export interface GlobalOptions {
  readonly json?: true;
  readonly color: boolean;
  readonly account?: string;
  readonly context?: string;
  readonly ownAccount?: string;
  readonly installation?: string;
  readonly abandonAfterHours?: number;
  readonly schema?: string;
  readonly tablePrefix?: string;
}

export type DatabaseSettings =
  /** The URL holds a password: it is not to be printed. */
  | { readonly engine: "postgres"; readonly url: URL }
  | { readonly engine: "sqlite"; readonly file: string; readonly named: boolean };

export interface StripeSettings {
  readonly key: string;
  readonly mode: "live" | "test";
  /** Another server that speaks Stripe's API. */
  readonly apiBase: URL | null;
}

/** Where the examples keep their payments. */
const DEFAULT_FILE = "./data/chargeonce.db";

/** @throws Failure with one sentence that repeats no value, which may hold a password. */
export function readDatabase(env: Environment): DatabaseSettings {
  const url = setting(env, "DATABASE_URL");
  const file = setting(env, "DATABASE_FILE");
  if (url !== null && file !== null) {
    throw new Failure(
      "setting_wrong",
      "DATABASE_URL and DATABASE_FILE are both set: unset DATABASE_FILE for Postgres, or DATABASE_URL for SQLite.",
    );
  }
  if (url === null) {
    return { engine: "sqlite", file: resolve(file ?? DEFAULT_FILE), named: file !== null };
  }
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(url)?.[1];
  if (path !== undefined) return { engine: "sqlite", file: resolve(path), named: true };
  return { engine: "postgres", url: readPostgresUrl(url) };
}

function readPostgresUrl(text: string): URL {
  const url = /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isWhole(url)) {
    throw new Failure(
      "setting_wrong",
      "DATABASE_URL must be postgres://user:password@host:5432/database, with @ : / # ? % in the password percent-encoded, or sqlite:path/to/file.db.",
    );
  }
  return url;
}

/** Whether no sign of the password was taken for the end of the host: what follows would be looked up and printed. */
function isWhole({ hostname, username, password, pathname, search, hash, searchParams }: URL) {
  const named = hostname !== "" || searchParams.has("host");
  const encoded = /^(?:[^%]|%[0-9a-f]{2})*$/i.test(username + password);
  return named && encoded && !/[@#]/.test(pathname + search + hash);
}

/** Where the database is, for people: without user and password. */
export function placeOf(database: DatabaseSettings): string {
  if (database.engine === "sqlite") return `SQLite at ${database.file}`;
  const { hostname, port, pathname } = database.url;
  const host = hostname === "" ? "its socket" : `${hostname}:${port === "" ? "5432" : port}`;
  return `Postgres at ${host}${pathname}`;
}

/** @throws Failure with one sentence that repeats no value. */
export function readStripe(env: Environment): StripeSettings {
  const key = setting(env, "STRIPE_SECRET_KEY");
  if (key === null) {
    throw new Failure(
      "setting_missing",
      "STRIPE_SECRET_KEY is not set: set the key that the servers use (sk_… or rk_…); it also says whose payments are meant, and of which mode.",
    );
  }
  const mode = /^(?:sk|rk)_(?:org_)?(live|test)_[\x21-\x7e]+$/.exec(key)?.[1];
  if (mode === undefined) {
    throw new Failure(
      "setting_wrong",
      "STRIPE_SECRET_KEY must be a secret or restricted key: sk_test_…, rk_test_…, sk_live_… or rk_live_….",
    );
  }
  const apiBase = readApiBase(setting(env, "STRIPE_API_BASE"));
  if (mode === "live" && apiBase !== null) {
    throw new Failure(
      "setting_wrong",
      "STRIPE_API_BASE must not be set with a live key, which belongs to Stripe alone.",
    );
  }
  return { key, mode: mode === "live" ? "live" : "test", apiBase };
}

function readApiBase(text: string | null): URL | null {
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, "")) {
    throw new Failure(
      "setting_wrong",
      "STRIPE_API_BASE must be an origin without a path, such as http://127.0.0.1:8420.",
    );
  }
  return url;
}

/** A blank setting counts as absent. */
function setting(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === "" ? null : value;
}
