const MAX_SECRETS = 8;
const WHERE = "pass the endpoint's signing secret (whsec_…) from Stripe's Dashboard";

/**
 * Whether webhooks can be verified with these secrets, for start-up.
 *
 * @returns null, or one sentence that says what to change. It repeats no secret.
 */
export function checkWebhookSecrets(secrets: readonly unknown[]): string | null {
  if (secrets.length === 0) return `webhookSecrets is empty: ${WHERE}.`;
  if (secrets.length > MAX_SECRETS) {
    return `webhookSecrets has more than ${MAX_SECRETS} entries: remove those that Stripe no longer signs with.`;
  }
  const problem = secrets.map(problemOf).find((each) => each !== null);
  return problem === undefined ? null : `webhookSecrets holds ${problem}.`;
}

function problemOf(secret: unknown): string | null {
  if (secret !== undefined && secret !== null && typeof secret !== "string") {
    return "what is no text: give each secret as it stands in Stripe's Dashboard";
  }
  // A variable of the environment that is not set.
  const bare = secret?.trim() ?? "";
  if (typeof secret !== "string" || bare === "") {
    return "an empty secret, with which anybody could sign: check that the environment variable is set";
  }
  if (bare !== secret)
    return "a secret with space around it, with which nothing would match: trim it";
  if (/^(?:undefined|null|NaN|\[object .*\])$/.test(secret)) {
    return `the word "${secret}": check that the environment variable is set`;
  }
  if (/^["'`].*|.*["'`]$/s.test(secret)) {
    return "a secret with quotes around it, which are part of it then: remove them where it is set";
  }
  return notAStripeSecret(secret);
}

/** What is well written, and yet nothing that Stripe signs with. */
function notAStripeSecret(secret: string): string | null {
  const [kind] = Object.keys(MISTAKEN).filter((prefix) => secret.startsWith(prefix));
  if (kind !== undefined) return `${MISTAKEN[kind]}: ${WHERE}`;
  if (!secret.startsWith("whsec_")) return `a secret that does not begin with whsec_: ${WHERE}`;
  if (/[,;|\s]/.test(secret) || secret.includes("whsec_", 1)) {
    return "several secrets in one text: give each as an entry of its own, as in [first, second]";
  }
  if (!/^whsec_[\x21-\x7e]+$/.test(secret) || /^whsec_[.*x]+$/i.test(secret)) {
    return `a secret that was cut or is a placeholder: ${WHERE}`;
  }
  return null;
}

const MISTAKEN: Readonly<Record<string, string>> = {
  we_: "an endpoint's id (we_…), which is no secret",
  ed_: "a destination's id (ed_…), which is no secret",
  sk_: "a secret key (sk_…), which signs no webhook",
  rk_: "a restricted key (rk_…), which signs no webhook",
  pk_: "a publishable key (pk_…), which signs no webhook",
  acct_: "an account's id (acct_…), which is no secret",
  http: "an address, which is no secret",
};
