import type { ApiResponse } from "./engine/api-types.ts";

/** What a face has to do to its client. */
export type Outcome =
  | { readonly kind: "answer"; readonly response: ApiResponse }
  /** Break the connection without an answer. */
  | { readonly kind: "reset" }
  /** Say nothing and leave the connection open until `over` resolves; then break it. */
  | { readonly kind: "silence"; readonly over: Promise<void> }
  /** Send the head and half of the body, then break the connection. */
  | { readonly kind: "truncate"; readonly response: ApiResponse };
