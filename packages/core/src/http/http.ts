/** A request as adapters hand it over. Nothing in it is trusted. */
export interface HttpRequest<Context = unknown> {
  /** Upper-case. */
  readonly method: string;
  /** Below the mount point, with a leading slash, without the query: `/process`. */
  readonly path: string;
  /** Lower-case names. A header that came several times is an array. */
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly body: HttpBody;
  /** Who asks. Called once, not for webhooks; a PaymentsError it throws is answered with its code. */
  readonly context: () => Context | Promise<Context>;
}

/** What an adapter could get of the body. */
export type HttpBody =
  /** The bytes as they came. */
  | { readonly kind: "raw"; readonly bytes: Uint8Array }
  /**
   * A parser ran first and the bytes are gone. Good enough for process, confirm and status, unless it left `undefined`;
   * a webhook is refused with `advice`, the sentence that says what to change in this framework.
   */
  | { readonly kind: "parsed"; readonly value: unknown; readonly advice: string }
  /** More than the route's `limitBytes`: what is left is not to be read. The answer says `connection: close`. */
  | { readonly kind: "too_large" }
  /** The client went away before all of it had come. */
  | { readonly kind: "aborted" };

/** An answer for adapters to copy. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names, `content-length` in bytes included. */
  readonly headers: { readonly [name: string]: string };
  /** JSON. */
  readonly body: string;
}

/** What an adapter must know of a path before it reads the body. */
export interface HttpRoute {
  readonly name: "process" | "confirm" | "status" | "webhook";
  /** Read at most this many bytes. */
  readonly limitBytes: number;
}

/** The HTTP face of the operations; everything an adapter needs. */
export interface HttpFace<Context> {
  /** @param path Below the mount point. @returns null when the path is not ours: pass it on. */
  match(path: string): HttpRoute | null;
  /** Answers a request to a path that `match` knows. Never rejects. */
  handle(request: HttpRequest<Context>): Promise<HttpResponse>;
}
