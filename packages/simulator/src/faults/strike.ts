import type { ApiRequest, ApiResponse } from "../engine/api-types.ts";
import type { Engine } from "../engine/engine.ts";
import { keyInUse } from "../engine/idempotency.ts";
import { lockTimeout } from "../engine/object-locks.ts";
import { rateLimited } from "../engine/refusals.ts";
import type { Outcome } from "../outcome.ts";
import type { Strike } from "./faults.ts";

/** Faults of the layers in front of Stripe's endpoints. Null when the request reaches them. */
export function strikeEarly(engine: Engine, request: ApiRequest, strike: Strike): Outcome | null {
  const refuse = (failure: Parameters<Engine["refuse"]>[1]) =>
    answered(engine.refuse(request, failure));
  switch (strike.fault) {
    case "lose_request":
      return { kind: "reset" };
    case "silence_before":
      return silenceOf(strike);
    case "error_502":
      return answered(gatewayError("502 Bad Gateway"));
    case "rate_limit_429":
      return refuse(rateLimited());
    case "rate_limit_429_should_retry":
      return refuse(rateLimited({ shouldRetry: true }));
    case "lock_timeout":
      return refuse(lockTimeout());
    case "idempotency_key_in_use":
      return refuse(keyInUse(request.headers["idempotency-key"] ?? ""));
    default:
      return null;
  }
}

/** What becomes of Stripe's answer on its way to the client. */
export function strikeLate(response: ApiResponse, strike: Strike | null): Outcome {
  switch (strike?.fault) {
    case "lose_response":
      return { kind: "reset" };
    case "silence_after":
      return silenceOf(strike);
    case "truncate_body":
      return { kind: "truncate", response };
    case "malformed_json":
      return answered({ ...response, body: `${response.body.slice(0, -2)}!` });
    default:
      return answered(response);
  }
}

/** Waits as long as the fault holds the request before it executes. */
export async function holdBack(strike: Strike): Promise<void> {
  const { fault } = strike;
  if (fault === "hang") await new Promise<void>((resolve) => strike.hold(resolve));
  if (typeof fault === "object" && "slowMs" in fault) {
    await new Promise((resolve) => setTimeout(resolve, fault.slowMs));
  }
}

export function silenceOf({ released }: Strike): Outcome {
  return { kind: "silence", over: released };
}

export function answered(response: ApiResponse): Outcome {
  return { kind: "answer", response };
}

/** What a proxy in front of Stripe answers. */
export function gatewayError(title: "502 Bad Gateway" | "504 Gateway Time-out"): ApiResponse {
  return {
    status: Number(title.slice(0, 3)),
    headers: { "content-type": "text/html" },
    body: `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  };
}
