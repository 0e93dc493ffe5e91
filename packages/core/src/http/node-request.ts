import type { HttpRequest } from "./http.ts";

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
  pause(): unknown;
}

/** The headers of a request. Node joins repeated ones with commas, which would turn two keys into one. */
export function nodeHeaders({ headers, headersDistinct }: NodeRequest): HttpRequest["headers"] {
  const repeated = Object.entries(headersDistinct).filter(
    ([, values]) => values !== undefined && values.length > 1,
  );
  return { ...headers, ...Object.fromEntries(repeated) };
}
