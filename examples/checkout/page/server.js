/** Whoever is to wait longer decides for himself. */
const LONGEST_DELAY_MS = 30_000;
const DELAYS_MS = [500, 1000, 2000, 4000, 8000, 8000];

/** An answer of our server that is an error, or no answer at all (`code: "unreachable"`, worth a retry). */
export class ServerError extends Error {
  constructor(error, { status = 0, retryAfterMs = 0 } = {}) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.retryable = error.retryable === true;
    this.declineCode = error.decline_code;
    this.nextStep = error.next_step;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A key for one tap of the button: random, and kept for every repetition of that tap. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** GETs JSON once. */
export const get = (path) => ask(path, {});

/**
 * POSTs JSON. The same request is repeated, with the same key, while the server says that this may help.
 *
 * @param {{ key?: string, onRetry?: () => void }} options
 */
export async function post(path, body, { key, onRetry } = {}) {
  const headers = { "content-type": "application/json", ...(key && { "idempotency-key": key }) };
  const request = { method: "POST", headers, body: JSON.stringify(body) };
  for (const delayMs of DELAYS_MS) {
    try {
      return await ask(path, request);
    } catch (error) {
      if (!error.retryable || error.retryAfterMs > LONGEST_DELAY_MS) throw error;
      onRetry?.();
      await wait(Math.max(delayMs, error.retryAfterMs));
    }
  }
  return ask(path, request);
}

async function ask(path, request) {
  let response;
  let body;
  try {
    response = await fetch(path, { ...request, cache: "no-store" });
    body = await response.json();
  } catch {
    throw new ServerError({
      code: "unreachable",
      message: "The shop could not be reached. Check your connection and try again.",
      retryable: true,
    });
  }
  if (response.ok) return body;
  throw new ServerError(body.error ?? { code: "unknown", message: "The shop answered oddly." }, {
    status: response.status,
    retryAfterMs: Number(response.headers.get("retry-after") ?? 0) * 1000,
  });
}
