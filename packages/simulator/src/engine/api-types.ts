/** One HTTP request, as any face hands it to the engine. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query string, percent-encoded as it was sent. */
  readonly path: string;
  /** Without the question mark; empty when there is none. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of the connection, when it came over one; absent for a request of this process. */
  readonly remoteAddress?: string;
}

/** One HTTP answer. Header names are in lower case. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Account {
  readonly id: string;
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly livemode: boolean;
}

export type KeyKind = "secret" | "publishable";

/** What a handler may know of the request that it serves. */
export interface Caller {
  readonly account: Account;
  readonly key: KeyKind;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
}
