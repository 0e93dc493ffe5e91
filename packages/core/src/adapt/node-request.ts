import type { HttpRequest } from "../http.ts";

/** As much of Node's `IncomingMessage` as adapters read, so that the core itself needs no Node. */
export interface NodeRequest {
  readonly headers: HttpRequest["headers"];
  readonly headersDistinct: { readonly [name: string]: readonly string[] | undefined };
  readonly readable: boolean;
  readonly readableDidRead: boolean;
  readonly readableEnded: boolean;
  readonly destroyed: boolean;
  on(event: string, listener: (chunk: Uint8Array | string) => void): unknown;
  resume(): unknown;
  destroy(): unknown;
}

/** How much of a refused body is still read, and forgotten, so that the client gets to read the answer. */
const DRAIN_BYTES = 8 * 1024 * 1024;

/** The headers of a request. Node joins repeated ones with commas, which would turn two keys into one. */
export function nodeHeaders({ headers, headersDistinct }: NodeRequest): HttpRequest["headers"] {
  const repeated = Object.entries(headersDistinct).filter(
    ([, values]) => values !== undefined && values.length > 1,
  );
  return { ...headers, ...Object.fromEntries(repeated) };
}

/** Reads on without keeping anything, and hangs up on who does not stop sending. Call it once a refusal is answered. */
export function drainNodeRequest(request: NodeRequest): void {
  let left = DRAIN_BYTES;
  request.on("data", (chunk) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}
