import type { ApiRequest, ApiResponse } from "./engine/api-types.ts";

/** Stripe lets any page call it, because publishable keys are made for that. */
export const CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers":
    "Request-Id, Stripe-Should-Retry, Idempotent-Replayed, Original-Request, Stripe-Rate-Limited-Reason",
};

/** Answers what a browser asks before the request proper. Null when this is no such question. */
export function answerPreflight(request: ApiRequest): ApiResponse | null {
  if (request.method !== "OPTIONS") return null;
  return {
    status: 204,
    headers: {
      ...CORS_HEADERS,
      "access-control-allow-methods": "GET, HEAD, PUT, PATCH, POST, DELETE",
      "access-control-allow-headers":
        request.headers["access-control-request-headers"] ?? "Authorization, Content-Type",
      "access-control-max-age": "300",
    },
    body: "",
  };
}
