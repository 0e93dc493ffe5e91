import type { ApiRequest, ApiResponse, KeyKind } from "./api-types.ts";
import { API_VERSION } from "./events/emit.ts";
import { decodeForm, type FormHash } from "./form-decoding.ts";
import type { SavedAnswer } from "./idempotency.ts";
import { publishableView } from "./publishable-view.ts";
import { renderFailure, StripeFailure } from "./stripe-failure.ts";
import type { World } from "./world.ts";

/** One line of the request log. */
export interface RequestLogEntry {
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** As sent: texts, and hashes of them. Lists are hashes with numeric names. Of a request without a known key, none. */
  readonly params: FormHash;
  readonly idempotencyKey: string | null;
  readonly account: string | null;
  readonly key: KeyKind | null;
  readonly requestId: string;
  /** Null while the request is being held. */
  readonly status: number | null;
  readonly replayed: boolean;
}

/** A request on its way to an answer. */
export interface Exchange {
  readonly request: ApiRequest;
  readonly entry: { -readonly [K in keyof RequestLogEntry]: RequestLogEntry[K] };
}

export function openExchange(world: World, request: ApiRequest): Exchange {
  const entry: Exchange["entry"] = {
    at: world.now(),
    method: request.method,
    path: request.path,
    params: {},
    // Reads and deletions are idempotent by themselves; Stripe looks at no key of theirs.
    idempotencyKey: request.method === "POST" ? (request.headers["idempotency-key"] ?? null) : null,
    account: null,
    key: null,
    requestId: `req_${world.ids.text(14)}`,
    status: null,
    replayed: false,
  };
  return { request, entry };
}

/** Reads what was sent, which nobody does for a request whose key is unknown. */
export function readParams({ query, body }: ApiRequest): FormHash {
  return decodeForm([query, body].filter(Boolean).join("&"));
}

export function answer(
  { request, entry }: Exchange,
  { status, body, headers = {} }: Pick<ApiResponse, "status" | "body"> & Partial<ApiResponse>,
): ApiResponse {
  entry.status = status;
  return {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-cache, no-store",
      "request-id": entry.requestId,
      "stripe-version": request.headers["stripe-version"] ?? API_VERSION,
      ...(entry.idempotencyKey !== null && { "idempotency-key": entry.idempotencyKey }),
      ...headers,
    },
    body,
  };
}

export function answerFailure(world: World, exchange: Exchange, failure: StripeFailure) {
  const { entry } = exchange;
  const livemode = world.accounts.some(({ id, livemode }) => id === entry.account && livemode);
  const { requestId, account: accountId } = entry;
  const seen = entry.key === "publishable" ? hideFromPublishable(failure) : failure;
  const body = renderFailure(seen, { requestId, accountId, livemode });
  return answer(exchange, { status: failure.status, body, headers: failure.headers });
}

function hideFromPublishable(failure: StripeFailure): StripeFailure {
  const { payment_intent, setup_intent, ...error } = failure.error;
  // The subset of fields is what Stripe sends; the type of errors knows only whole objects.
  const visible = {
    ...(payment_intent && { payment_intent: publishableView(payment_intent) }),
    ...(setup_intent && { setup_intent: publishableView(setup_intent) }),
  } as Pick<typeof failure.error, "payment_intent" | "setup_intent">;
  return new StripeFailure({ ...failure, error: { ...error, ...visible } });
}

/** The first answer again, byte for byte, under a request id of its own. */
export function answerAgain(exchange: Exchange, saved: SavedAnswer): ApiResponse {
  exchange.entry.replayed = true;
  const { status, body, requestId } = saved;
  const headers = { "idempotent-replayed": "true", "original-request": requestId };
  return answer(exchange, { status, body, headers });
}
