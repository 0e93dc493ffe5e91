/** Carries one webhook. The global `fetch` does, and so does a handler in the same process. */
export type DeliverFetch = (url: string, init: RequestInit) => Response | Promise<Response>;

/** More of an answer than this is not kept. */
const MAX_BODY_BYTES = 2048;

export interface Answer {
  /** Null when no answer came. */
  readonly status: number | null;
  /** Its beginning; empty when no answer came. */
  readonly body: string;
  /** Why no answer came; null when one did. */
  readonly error: string | null;
}

export interface PostOptions {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Posts, and waits for the whole answer, but no longer than the timeout. Never throws. */
export async function post(
  send: DeliverFetch,
  url: string,
  { body, headers, timeoutMs }: PostOptions,
): Promise<Answer> {
  const giveUp = new AbortController();
  const timer = setTimeout(
    () => giveUp.abort(new Error(`No answer within ${timeoutMs} milliseconds.`)),
    timeoutMs,
  ).unref();
  try {
    const init = { method: "POST", body, headers: { ...headers }, signal: giveUp.signal };
    // A redirect counts as a failure, so it must not be followed.
    const answered = read(send, url, { ...init, redirect: "manual" });
    // A handler in this process may pay no heed to the signal.
    return await Promise.race([answered, rejectOn(giveUp.signal)]);
  } catch (error) {
    return {
      status: null,
      body: "",
      error: error instanceof Error ? error.message : String(error),
    };
  } finally {
    clearTimeout(timer);
  }
}

async function read(send: DeliverFetch, url: string, init: RequestInit): Promise<Answer> {
  const response = await send(url, init);
  const bytes = Buffer.from(await response.arrayBuffer()).subarray(0, MAX_BODY_BYTES);
  return { status: response.status, body: bytes.toString("utf8"), error: null };
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
