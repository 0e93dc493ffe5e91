import { isPaymentsError, type PaymentsErrorCode, scrub } from "@chargeonce/core";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { Failure } from "./failure.ts";
import { printable } from "./printable.ts";

/** What is known where a command failed. */
export interface Circumstances {
  /** The database, without a password; null where the settings name none. */
  readonly place: string | null;
  /** Why Stripe refused the key, if it did. */
  readonly misconfigured: string | null;
  /** What must not be shown, whoever says it. */
  readonly secrets: readonly string[];
}

/** What is wrong by the network's code or by Postgres's SQLSTATE or its class, what to do, and whether to try again. */
const FAULTS: Readonly<Record<string, readonly [code: string, says: string, exit: ExitCode]>> = {
  ECONNREFUSED: unreachable("nobody listens there"),
  ECONNRESET: unreachable("it cut the connection"),
  ENOTFOUND: unreachable("there is no such host"),
  EAI_AGAIN: unreachable("the host's name cannot be looked up"),
  ETIMEDOUT: unreachable("it does not answer"),
  EHOSTUNREACH: unreachable("it cannot be reached"),
  ENETUNREACH: unreachable("it cannot be reached"),
  "28": wrong("database_login", "refuses this user or password: check DATABASE_URL."),
  "3D": wrong("database_missing", "has no database of this name: check DATABASE_URL."),
  "42501": wrong(
    "database_permission",
    "does not let this user do that: grant it select, insert and update on the tables and delete on the events; to migrate, also create.",
  ),
  "42P01": schemaMissing(),
  "3F000": schemaMissing(),
  "42703": wrong(
    "schema_old",
    "has tables of another version: run `chargeonce migrate`, or the version of this command that your servers have.",
  ),
  "25006": wrong("database_readonly", "is read-only: connect to the primary server."),
  "53": unreachable("it has no connection, memory or disk left"),
  "57": unreachable("it is starting up or shutting down, or took too long"),
};

function unreachable(says: string) {
  const sentence = `cannot be reached (${says}): check DATABASE_URL and that it runs, then try again.`;
  return ["store_unavailable", sentence, EXIT.unreachable] as const;
}

function wrong(code: string, says: string) {
  return [code, says, EXIT.wrong] as const;
}

function schemaMissing() {
  return wrong(
    "schema_missing",
    "has no tables of chargeonce where they were looked for: run `chargeonce migrate`, or say where they are with --schema and --table-prefix.",
  );
}

/** Whatever was thrown, as one sentence that says what to do. */
export function explainFailure(error: unknown, known: Circumstances): Failure {
  if (error instanceof Failure) return error;
  const database = databaseFailure(error, known.place);
  if (database !== null) return database;
  if (isPaymentsError(error)) {
    const message = sentenceOf(error.code, error.message, known);
    return new Failure(error.code, message, { exit: exitOf(error.code) });
  }
  // A store's sentence about its file or its names, or a bug: nobody knows what stands in it.
  const said = error instanceof Error ? error.message : String(error);
  return new Failure("failed", printable(scrub(hide(said, known.secrets), 1_000)));
}

function databaseFailure(error: unknown, place: string | null): Failure | null {
  if (place === null) return null;
  for (
    let each = error, depth = 0;
    each instanceof Error && depth < 5;
    each = each.cause, depth++
  ) {
    const code = "code" in each && typeof each.code === "string" ? each.code : "";
    const fault = FAULTS[code] ?? FAULTS["severity" in each ? code.slice(0, 2) : ""];
    const silent =
      /^(?:timeout exceeded when trying to connect|Connection terminated|Query read timeout)/;
    const found = fault ?? (silent.test(each.message) ? FAULTS.ETIMEDOUT : undefined);
    if (found !== undefined)
      return new Failure(found[0], `${place} ${found[1]}`, { exit: found[2] });
  }
  return null;
}

/** What a repeat may cure. */
const PASSING: ReadonlySet<PaymentsErrorCode> = new Set([
  "store_unavailable",
  "stripe_rate_limited",
  "payment_outcome_unknown",
]);

export function exitOf(code: PaymentsErrorCode): ExitCode {
  if (PASSING.has(code)) return EXIT.unreachable;
  return code === "payment_in_review" ? EXIT.needsPerson : EXIT.wrong;
}

/** The library's sentences are for who wrote the server; these are for who types the command. */
export function sentenceOf(
  code: PaymentsErrorCode,
  message: string,
  { misconfigured }: Pick<Circumstances, "misconfigured">,
): string {
  switch (code) {
    case "stripe_misconfigured":
      return (
        misconfigured ??
        "Stripe refuses the key: check STRIPE_SECRET_KEY, its permissions and --account."
      );
    case "payment_outcome_unknown":
      return "Stripe cannot be reached or gave no answer: check the network and STRIPE_API_BASE, then try again.";
    case "stripe_rate_limited":
      return "Stripe is limiting requests: try again later.";
    default:
      return printable(message.replace(/then repeat the request\.$/, "then try again."));
  }
}

function hide(text: string, secrets: readonly string[]): string {
  return secrets.reduce((hidden, secret) => hidden.replaceAll(secret, "[removed]"), text);
}

/** What no sentence may repeat, in each form in which a library may quote it. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  const { DATABASE_URL: url = "", STRIPE_SECRET_KEY: key = "" } = env;
  const { password } = URL.canParse(url) ? new URL(url) : { password: "" };
  return [url, key, password, decoded(password)].filter((secret) => secret !== "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
