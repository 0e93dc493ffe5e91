import { answerUnread, belowBasePath, type HttpBody, type HttpFace } from "@chargeonce/core";

/**
 * How the handler is bound to the application.
 *
 * @typeParam Rest What the runtime hands over beside the request: `[env, ctx]` of a worker, `[c]` of Hono.
 */
export interface FetchPaymentsOptions<Context, Rest extends readonly unknown[]> {
  /**
   * Who asks: read the session or token of the request. Its body belongs to the handler.
   *
   * Called for process, confirm and status, never for webhooks. To refuse, throw
   * `new PaymentsError("unauthorized", "Log in first.")`.
   */
  readonly context?: (request: Request, ...rest: Rest) => Context | Promise<Context>;
  /** Where the path of the request's URL begins: `/payments`. Left out where the framework takes it off. */
  readonly basePath?: string;
  /** Answers what is not ours, whose body is untouched. Default: 404 without a body. */
  readonly otherwise?: (request: Request, ...rest: Rest) => Response | Promise<Response>;
}

/** What Hono, Next.js, Bun, Deno, SvelteKit and workers call a handler. */
export type FetchHandler<Rest extends readonly unknown[]> = (
  request: Request,
  ...rest: Rest
) => Promise<Response>;

const ADVICE =
  "Call the handler that fetchPayments returned before anything reads the request's body, or let that read request.clone() instead.";

/**
 * Binds payments to anything that turns a `Request` into a `Response`.
 *
 * @param payments What `createPayments` returned.
 * @param options `context` may be left out when the operations need none.
 * @returns The handler. It rejects only for a bug, which is the framework's to answer.
 */
export function fetchPayments<Context, Rest extends readonly unknown[] = unknown[]>(
  payments: { readonly http: HttpFace<Context> },
  ...[options]: undefined extends Context
    ? [options?: FetchPaymentsOptions<NoInfer<Context>, Rest>]
    : [
        options: FetchPaymentsOptions<NoInfer<Context>, Rest> &
          Required<Pick<FetchPaymentsOptions<NoInfer<Context>, Rest>, "context">>,
      ]
): FetchHandler<Rest> {
  const { http } = payments;
  const below = belowBasePath(options?.basePath);
  return async (request, ...rest) => {
    const path = below(new URL(request.url).pathname);
    const route = http.match(path);
    if (route === null) {
      return options?.otherwise?.(request, ...rest) ?? new Response(null, { status: 404 });
    }
    const { method } = request;
    const headers = Object.fromEntries(request.headers);
    const body = await readBody(request, route.limitBytes);
    // Without the option, the type above guarantees that `undefined` is a Context.
    const context = () =>
      options?.context ? options.context(request, ...rest) : (undefined as Context);
    const reply = await http.handle({ method, path, headers, body, context });
    const answer = body.kind === "too_large" ? streamed(reply.body) : reply.body;
    return new Response(answer, { status: reply.status, headers: reply.headers });
  };
}

/** An answer that ends late, for a client that may still be sending: Node's servers cut the connection when it ends. */
function streamed(body: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  let hangUp: () => void = () => undefined;
  const client = {
    closed: false,
    once: (_event: "close", listener: () => void) => {
      hangUp = listener;
    },
  };
  const parts = answerUnread(body, client);
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: () => hangUp(),
    },
    { highWaterMark: 0 },
  );
}

async function readBody(request: Request, limitBytes: number): Promise<HttpBody> {
  if (request.bodyUsed || request.body?.locked) {
    return { kind: "parsed", value: undefined, advice: ADVICE };
  }
  if (Number(request.headers.get("content-length")) > limitBytes) return { kind: "too_large" };
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      length += read.value.byteLength;
      if (length > limitBytes) {
        // Not awaited: it may last until the client ends.
        reader?.cancel().catch(() => undefined);
        return { kind: "too_large" };
      }
      chunks.push(read.value);
    }
  } catch {
    return { kind: "aborted" };
  }
  return { kind: "raw", bytes: new Uint8Array(await new Blob(chunks).arrayBuffer()) };
}
