import { removeCardNumbers } from "../card-data/card-number.ts";

/** Longest text that is looked through; a text that is longer loses its end. */
const MAX_READ = 16_384;
/** Longer than a secret: what is left of one at a cut goes with the cut. */
const CUT_MARGIN = 512;

const SECRETS: readonly (readonly [RegExp, string])[] = [
  // By what stands before them.
  named(String.raw`authorization["']?\s*[:=]\s*(?:[a-z]+ +)?`),
  named(String.raw`(?:passphrase|password|passwd|pwd)["']?\s*[=:]\s*`),
  named(String.raw`(?:api|access|secret|private|signing)[-_]?(?:access[-_]?)?key["']?\s*[=:]\s*`),
  named(String.raw`(?:access|refresh|auth|id|session|csrf)[-_]?token["']?\s*[=:]\s*`),
  // Only what is a value, and no word of a sentence: "the secret: check it".
  named(String.raw`(?:token|secret|cookie|session)(?:["']?=|["']\s*:\s*)`),
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+/gi, "$1 [removed]"],
  // Stripe's client secrets, of PaymentIntents, SetupIntents and whatever comes.
  [/_secret_[A-Za-z0-9_]+/gi, "_secret_[removed]"],
  [/whsec_[A-Za-z0-9+/=_-]+/gi, "whsec_[removed]"],
  // "risk_score" is no key; what says "live" or "test" is one also where a word runs into it.
  [
    /([srpe]k_(?:org_)?(?:live|test)_)[A-Za-z0-9_*]+|(?<![A-Za-z0-9])([srpe]k_)(?!(?:org_)?(?:live|test)_\[)[A-Za-z0-9_*]+/gi,
    "$1$2[removed]",
  ],
  // JSON Web Tokens, and by their own look what the clouds and services that backends talk to give out.
  [/\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)*/g, "[removed]"],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}/g, "[removed]"],
  [/\b(?:gh[pousr]|github_pat|glpat|npm|xox[a-z]|SG)[_.-][A-Za-z0-9_.-]{16,}/g, "[removed]"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*-----|$)/g, "[removed]"],
];

/** What comes after this: in quotes, or up to the next sign that ends a value. */
function named(before: string): [RegExp, string] {
  const value = String.raw`(?:"[^"]*"?|'[^']*'?|[^\s&;,"'}]+)`;
  return [new RegExp(`(${before})${value}`, "gi"), "$1[removed]"];
}

/**
 * A text without client secrets, keys, tokens, passwords, webhook secrets, card numbers and a URL's user and password.
 *
 * @param limit Longest that the result may be, in characters.
 */
export function scrub(text: string, limit: number): string {
  const cut = text.length > MAX_READ;
  let clean = removeUrlCredentials(cut ? text.slice(0, MAX_READ) : text);
  for (const [secret, instead] of SECRETS) clean = clean.replace(secret, instead);
  clean = removeCardNumbers(clean);
  if (cut) clean = clean.slice(0, -CUT_MARGIN);
  return clean.length > limit ? `${clean.slice(0, limit)}…` : clean;
}

/** `postgres://user:pass@host` → `postgres://[removed]@host`; a password may hold any sign but a space. */
function removeUrlCredentials(text: string): string {
  if (!text.includes("://")) return text;
  return text.replace(/\S+/g, (word) => {
    const start = word.indexOf("://");
    const end = word.lastIndexOf("@");
    // A file's address has no user; the paths of packages in stacks have an @.
    return start === -1 || end < start || word[start + 3] === "/"
      ? word
      : `${word.slice(0, start)}://[removed]${word.slice(end)}`;
  });
}
