import * as z from "zod";

/** What the environment decides. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly database: DatabaseConfig;
  readonly confirmationMethod: "automatic" | "manual";
  /** Whether `amount` on the wire is in the smallest unit of its currency (1050) or in the standard one (10.50). */
  readonly amountUnit: "minor" | "major";
  readonly returnUrl: string | null;
  /** null: start the simulator. */
  readonly stripe: StripeConfig | null;
}

export type DatabaseConfig =
  | { readonly engine: "sqlite"; readonly file: string }
  /** The URL holds a password: it is not to be printed. */
  | { readonly engine: "postgres"; readonly url: URL };

export interface StripeConfig {
  readonly secretKey: string;
  /** null only with `apiBase`: then the server works, and the page says what it misses. */
  readonly publishableKey: string | null;
  readonly webhookSecrets: readonly string[];
  /** Another server that speaks Stripe's API. */
  readonly apiBase: URL | null;
}

const DATABASE_URL_SHAPE =
  "DATABASE_URL must be the URL of a Postgres database, such as postgres://user:password@127.0.0.1:5432/shop, with @ : / # ? % in the password percent-encoded; for SQLite set DATABASE_FILE instead.";

const environment = z
  .object({
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, "PORT must be a port number from 0 to 65535.")
      .transform(Number)
      .refine((port) => port <= 65_535, "PORT must be a port number from 0 to 65535.")
      .default(4242),
    HOST: z.string().default("127.0.0.1"),
    DATABASE_FILE: z.string().optional(),
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/, error: DATABASE_URL_SHAPE })
      .transform((text) => new URL(text))
      .refine(isWhole, DATABASE_URL_SHAPE)
      .optional(),
    CONFIRMATION_METHOD: z
      .enum(["automatic", "manual"], "CONFIRMATION_METHOD must be automatic or manual.")
      .default("automatic"),
    AMOUNT_UNIT: z
      .enum(["minor", "major"], "AMOUNT_UNIT must be minor (1050 for 10.50) or major (10.50).")
      .default("minor"),
    RETURN_URL: z.url("RETURN_URL must be a URL, such as https://shop.example/paid.").optional(),
    STRIPE_SECRET_KEY: z
      .string()
      .regex(
        /^(sk|rk)_[\x21-\x7e]+$/,
        "STRIPE_SECRET_KEY must be a secret or restricted key (sk_… or rk_…).",
      )
      .optional(),
    STRIPE_PUBLISHABLE_KEY: z
      .string()
      .regex(/^pk_[\x21-\x7e]+$/, "STRIPE_PUBLISHABLE_KEY must be a publishable key (pk_…).")
      .optional(),
    STRIPE_WEBHOOK_SECRET: z
      .string()
      .transform((list) => list.split(",").map((secret) => secret.trim()))
      .refine(
        (secrets) => secrets.every((secret) => /^whsec_[\x21-\x7e]+$/.test(secret)),
        "STRIPE_WEBHOOK_SECRET must be one signing secret (whsec_…), or several with commas between them.",
      )
      .optional(),
    STRIPE_API_BASE: z
      .url({
        protocol: /^https?$/,
        error: "STRIPE_API_BASE must be an origin, such as http://127.0.0.1:8420.",
      })
      .transform((text) => new URL(text))
      .refine(
        (url) => url.pathname === "/" && url.search === "" && url.hash === "",
        "STRIPE_API_BASE must be an origin without a path, such as http://127.0.0.1:8420.",
      )
      .optional(),
  })
  .superRefine((env, context) => {
    for (const message of contradictions(env)) context.addIssue({ code: "custom", message });
  });

/** Whether no sign of the password was taken for the end of the host: what follows would be looked up and printed. */
function isWhole({ hostname, username, password, pathname, search, hash, searchParams }: URL) {
  const named = hostname !== "" || searchParams.has("host");
  const encoded = /^(?:[^%]|%[0-9a-f]{2})*$/i.test(username + password);
  return named && encoded && !/[@#]/.test(pathname + search + hash);
}

type Environment = {
  DATABASE_FILE?: string | undefined;
  DATABASE_URL?: URL | undefined;
  STRIPE_SECRET_KEY?: string | undefined;
  STRIPE_PUBLISHABLE_KEY?: string | undefined;
  STRIPE_WEBHOOK_SECRET?: string[] | undefined;
  STRIPE_API_BASE?: URL | undefined;
};

/**
 * Reads the settings. A blank one counts as absent.
 *
 * @throws Error whose message has one sentence for each setting that is missing, wrong or contradicts another. It never
 * repeats a value, which may be a key.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  // A file that a setting comes from ends with a line's end.
  const set = Object.entries(env)
    .map(([name, value]) => [name, value?.trim() ?? ""] as const)
    .filter(([, value]) => value !== "");
  const parsed = environment.safeParse(Object.fromEntries(set));
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(({ message }) => message).join("\n"));
  }
  const { data } = parsed;
  return {
    port: data.PORT,
    host: data.HOST,
    database:
      data.DATABASE_URL === undefined
        ? { engine: "sqlite", file: data.DATABASE_FILE ?? "./data/chargeonce.db" }
        : { engine: "postgres", url: data.DATABASE_URL },
    confirmationMethod: data.CONFIRMATION_METHOD,
    amountUnit: data.AMOUNT_UNIT,
    returnUrl: data.RETURN_URL ?? null,
    stripe:
      data.STRIPE_SECRET_KEY === undefined
        ? null
        : {
            secretKey: data.STRIPE_SECRET_KEY,
            publishableKey: data.STRIPE_PUBLISHABLE_KEY ?? null,
            webhookSecrets: data.STRIPE_WEBHOOK_SECRET ?? [],
            apiBase: data.STRIPE_API_BASE ?? null,
          },
  };
}

function* contradictions(env: Environment): Generator<string> {
  if (env.DATABASE_URL !== undefined && env.DATABASE_FILE !== undefined) {
    yield "DATABASE_URL and DATABASE_FILE must not both be set: unset DATABASE_FILE for Postgres, or DATABASE_URL for SQLite.";
  }
  const secretKey = env.STRIPE_SECRET_KEY;
  const publishableKey = env.STRIPE_PUBLISHABLE_KEY;
  if (secretKey === undefined) {
    const others = ["STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE"] as const;
    for (const name of others) {
      if (env[name] !== undefined) {
        yield `${name} needs STRIPE_SECRET_KEY beside it: set that too, or unset both for the simulator.`;
      }
    }
    return;
  }
  if (env.STRIPE_WEBHOOK_SECRET === undefined) {
    yield "STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET beside it: take it from the Dashboard or from `stripe listen`.";
  }
  if (publishableKey === undefined && env.STRIPE_API_BASE === undefined) {
    yield "STRIPE_SECRET_KEY needs STRIPE_PUBLISHABLE_KEY beside it, for the checkout page.";
  }
  const live = /^.k_live_/;
  if (publishableKey !== undefined && live.test(publishableKey) !== live.test(secretKey)) {
    yield "STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY must both be live or both be test keys.";
  }
  if (live.test(secretKey) && env.STRIPE_API_BASE !== undefined) {
    yield "STRIPE_API_BASE must not be set with a live key, which belongs to Stripe alone.";
  }
}
