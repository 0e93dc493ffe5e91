const DEFAULT_TOLERANCE_SECONDS = 300;
const MAX_HEADER_LENGTH = 4096;
const MAX_SIGNATURES = 16;
const MAX_SECRETS = 8;

/** A delivery and what it is checked against. */
export interface SignatureCheck {
  /** As they came: a byte order mark or CRLF is part of what was signed. */
  readonly rawBody: Uint8Array;
  /** `Stripe-Signature`. Several are refused. */
  readonly header: string | readonly string[] | undefined;
  /** `whsec_…`, several while one replaces another; see `checkWebhookSecrets`. */
  readonly secrets: readonly string[];
  readonly now: Date;
  /** In the past and in the future; 300. */
  readonly toleranceSeconds?: number;
}

/** `too_old` and `too_new` are said only of what is truly signed. */
export type SignatureVerdict =
  | { readonly ok: true; readonly timestamp: Date }
  | {
      readonly ok: false;
      readonly reason: "missing" | "malformed" | "too_old" | "too_new" | "no_match";
    };

/**
 * Whether Stripe signed these bytes, lately. Whatever the header holds, it answers and does not throw.
 *
 * Every secret is tried against every signature, in constant time. A blank secret never matches.
 *
 * @see https://docs.stripe.com/webhooks#verify-manually
 */
export async function verifySignature(check: SignatureCheck): Promise<SignatureVerdict> {
  const header = oneHeader(check.header);
  if (header === "missing" || header === "malformed") return { ok: false, reason: header };
  const { time, signatures } = header;

  const signed = signedBytes(time, check.rawBody);
  let matches = false;
  for (const secret of check.secrets.slice(0, MAX_SECRETS)) {
    if (secret.trim() === "") continue;
    const expected = await hmac(secret, signed);
    for (const signature of signatures) matches = equalBytes(signature, expected) || matches;
  }
  if (!matches) return { ok: false, reason: "no_match" };

  const seconds = Number(time);
  const age = Math.floor(check.now.getTime() / 1000) - seconds;
  const tolerance = check.toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS;
  // Written so that an invalid clock or tolerance (NaN) refuses.
  if (!(age <= tolerance)) return { ok: false, reason: "too_old" };
  if (!(age >= -tolerance)) return { ok: false, reason: "too_new" };
  return { ok: true, timestamp: new Date(seconds * 1000) };
}

interface ParsedHeader {
  /** Digits as they came, because they are part of what was signed. */
  readonly time: string;
  readonly signatures: readonly Uint8Array[];
}

function oneHeader(header: SignatureCheck["header"]): ParsedHeader | "missing" | "malformed" {
  const values = typeof header === "string" ? [header] : (header ?? []);
  const [value = ""] = values;
  if (values.length > 1 || value.length > MAX_HEADER_LENGTH) return "malformed";
  return value === "" ? "missing" : (parseHeader(value) ?? "malformed");
}

function parseHeader(value: string): ParsedHeader | null {
  const times: string[] = [];
  const signatures: Uint8Array[] = [];
  for (const item of value.split(",")) {
    // A scheme is one bare word: in two headers joined by ", " the second `t` is not overlooked.
    const [, scheme, content = ""] = /^([A-Za-z0-9_]+)=(.*)$/s.exec(item) ?? [];
    if (scheme === undefined) return null;
    if (scheme === "t") times.push(content);
    if (scheme !== "v1") continue;
    const bytes = decodeHex(content);
    if (bytes === null || signatures.length === MAX_SIGNATURES) return null;
    signatures.push(bytes);
  }
  const [time] = times;
  // 12 digits stay within what a Date can hold.
  if (times.length !== 1 || time === undefined || !/^[0-9]{1,12}$/.test(time)) return null;
  return { time, signatures };
}

function decodeHex(text: string): Uint8Array | null {
  if (!/^[0-9a-fA-F]{64}$/.test(text)) return null;
  return Uint8Array.from({ length: 32 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}

function signedBytes(time: string, rawBody: Uint8Array): Uint8Array<ArrayBuffer> {
  const prefix = new TextEncoder().encode(`${time}.`);
  const bytes = new Uint8Array(prefix.length + rawBody.length);
  bytes.set(prefix);
  bytes.set(rawBody, prefix.length);
  return bytes;
}

async function hmac(secret: string, message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // The key is the whole `whsec_…` text: Stripe does not decode it.
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, message));
}

/** Looks at every byte, whatever it has seen. */
function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at++) difference |= (a[at] ?? 0) ^ (b[at] ?? 0);
  return difference === 0;
}
