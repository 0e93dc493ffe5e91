/** What is wrong, by the network's code or by Postgres's SQLSTATE or its class. */
const FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be looked up",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "it cannot be reached",
  ENETUNREACH: "it cannot be reached",
  "28": "it refuses this user or password",
  "3D": "it has no database of this name",
  "42501": "this user may not make tables in it",
  "53": "it has no connection left",
  "57": "it is starting up or shutting down",
};

/** Where the database is, for people. Never the URL itself, which holds a password. */
export function postgresPlace({ hostname, port, pathname }: URL): string {
  const host = hostname === "" ? "its socket" : `${hostname}:${port === "" ? "5432" : port}`;
  return `Postgres at ${host}${pathname}`;
}

/** What kept us from starting, as a sentence that says what to do. An error that is neither the network's nor Postgres's stays. */
export function postgresRefusal(url: URL, error: unknown): unknown {
  const fault = faultOf(error);
  if (fault === null) return error;
  return new Error(
    `${postgresPlace(url)} cannot be used (${fault}): check DATABASE_URL, and that Postgres runs.`,
    { cause: error },
  );
}

function faultOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (/timeout/.test(error.message)) return "it does not answer"; // pg's own has no code
  if (!("code" in error) || typeof error.code !== "string") return null;
  return FAULTS[error.code] ?? FAULTS[error.code.slice(0, 2)] ?? error.code;
}
