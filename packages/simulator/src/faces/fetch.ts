import type { ApiRequest } from "../engine/api-types.ts";
import type { Outcome } from "../outcome.ts";

/** What a broken connection looks like to a caller of `fetch`. */
class ConnectionResetError extends TypeError {
  constructor() {
    super("fetch failed", {
      cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
    });
  }
}

/** `fetch` that reaches the simulator instead of a network, whatever the host. */
export function createFetchFace(serve: (request: ApiRequest) => Promise<Outcome>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const served = serve(await toApiRequest(request)).then((outcome) =>
      toResponse(outcome, request.method),
    );
    return Promise.race([served, aborted(request.signal)]);
  };
}

async function toApiRequest(request: Request): Promise<ApiRequest> {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    query: search.slice(1),
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  };
}

async function toResponse(outcome: Outcome, method: string): Promise<Response> {
  if (outcome.kind === "silence") await outcome.over;
  if (outcome.kind === "silence" || outcome.kind === "reset") throw new ConnectionResetError();
  const { status, headers, body } = outcome.response;
  const hasBody = method !== "HEAD" && status !== 204 && status !== 304;
  const content = outcome.kind === "truncate" ? brokenStream(body) : hasBody ? body : null;
  return new Response(content, { status, headers: { ...headers } });
}

/** Half of the text, then what undici reports when the other side hangs up. */
function brokenStream(body: string): ReadableStream<Uint8Array> {
  const half = new TextEncoder().encode(body.slice(0, body.length / 2));
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new TypeError("terminated"));
      else controller.enqueue(half);
      sent = true;
    },
  });
}

/** Rejects when the caller gives up. The request itself goes on, as it would at Stripe. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
}
