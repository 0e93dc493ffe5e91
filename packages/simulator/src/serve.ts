import { answerPreflight, CORS_HEADERS } from "./cors.ts";
import type { Dashboard } from "./dashboard/dashboard.ts";
import type { ApiRequest, ApiResponse } from "./engine/api-types.ts";
import type { AdmittedRequest, Engine } from "./engine/engine.ts";
import { keyInUse } from "./engine/idempotency.ts";
import { lockTimeout } from "./engine/object-locks.ts";
import { rateLimited } from "./engine/refusals.ts";
import { matchRoute } from "./engine/routes.ts";
import type { FaultQueue, Strike } from "./faults.ts";
import { serveThreeDSecurePage } from "./pages/three-d-secure-page.ts";

/** What a face has to do to its client. */
export type Outcome =
  | { readonly kind: "answer"; readonly response: ApiResponse }
  /** Break the connection without an answer. */
  | { readonly kind: "reset" }
  /** Send the head and half of the body, then break the connection. */
  | { readonly kind: "truncate"; readonly response: ApiResponse };

/** What a hook learns of a request. */
export interface HookedRequest {
  readonly method: string;
  readonly path: string;
  /** E.g. `payment_intents.confirm`. */
  readonly route: string;
  readonly idempotencyKey: string | null;
}

/**
 * Called in the course of every API request that executes. `before`: it was admitted, its idempotency key is in use and
 * its object locked, nothing has happened yet. `after`: it has happened, the answer is saved and not yet sent.
 */
export type RequestHook = (
  request: HookedRequest,
  stage: "before" | "after",
) => void | Promise<void>;

export interface ServeParts {
  engine: Engine;
  faults: FaultQueue;
  hook: () => RequestHook | null;
  dashboard: Dashboard;
}

/** Any request: the dashboard, a browser's preflight, the 3-D Secure page, or the API. */
export async function serve(parts: ServeParts, request: ApiRequest): Promise<Outcome> {
  const looked = parts.dashboard(request);
  if (looked !== null) return { kind: "answer", response: await looked };
  const aside = answerPreflight(request) ?? serveThreeDSecurePage(parts.engine.world, request);
  if (aside) return { kind: "answer", response: aside };
  const outcome = await serveApi(parts, request);
  if (outcome.kind === "reset") return outcome;
  const { response } = outcome;
  return {
    ...outcome,
    response: { ...response, headers: { ...response.headers, ...CORS_HEADERS } },
  };
}

/** One API request with its faults and hooks, which are what makes it take time. */
async function serveApi(parts: ServeParts, request: ApiRequest): Promise<Outcome> {
  const { engine, faults } = parts;
  const route = matchRoute(request.method, request.path)?.route.name ?? null;
  const strike = faults.take(route);
  const early = strike && strikeEarly(engine, request, strike);
  if (early) return early;

  const admission = engine.admit(request);
  const response =
    admission.kind === "answered"
      ? admission.response
      : await execute(parts, admission, { request, strike, route: route ?? "" });
  return strikeLate(response, strike);
}

/** Faults of the layers in front of Stripe's endpoints. */
function strikeEarly(engine: Engine, request: ApiRequest, { fault }: Strike): Outcome | null {
  const refuse = (failure: Parameters<Engine["refuse"]>[1]): Outcome => ({
    kind: "answer",
    response: engine.refuse(request, failure),
  });
  switch (fault) {
    case "lose_request":
      return { kind: "reset" };
    case "error_502":
      return { kind: "answer", response: BAD_GATEWAY };
    case "rate_limit_429":
      return refuse(rateLimited());
    case "lock_timeout":
      return refuse(lockTimeout());
    case "idempotency_key_in_use":
      return refuse(keyInUse(request.headers["idempotency-key"] ?? ""));
    default:
      return null;
  }
}

const BAD_GATEWAY: ApiResponse = {
  status: 502,
  headers: { "content-type": "text/html" },
  body: "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>",
};

interface Execution {
  request: ApiRequest;
  strike: Strike | null;
  route: string;
}

async function execute(
  { hook }: ServeParts,
  admitted: AdmittedRequest,
  { request, strike, route }: Execution,
): Promise<ApiResponse> {
  const hooked: HookedRequest = {
    method: request.method,
    path: request.path,
    route,
    idempotencyKey: request.headers["idempotency-key"] ?? null,
  };
  try {
    await hook()?.(hooked, "before");
    await hold(strike);
  } catch (error) {
    admitted.abandon();
    throw error;
  }
  const fault = strike?.fault;
  const response = admitted.execute(
    fault === "error_500_before" || fault === "error_500_after" ? fault : "normal",
  );
  await hook()?.(hooked, "after");
  return response;
}

async function hold(strike: Strike | null): Promise<void> {
  if (strike === null) return;
  const { fault, released } = strike;
  if (fault === "hang") await released;
  if (typeof fault === "object") {
    await new Promise((resolve) => setTimeout(resolve, fault.slowMs));
  }
}

function strikeLate(response: ApiResponse, strike: Strike | null): Outcome {
  switch (strike?.fault) {
    case "lose_response":
      return { kind: "reset" };
    case "truncate_body":
      return { kind: "truncate", response };
    case "malformed_json":
      return { kind: "answer", response: { ...response, body: `${response.body.slice(0, -2)}!` } };
    default:
      return { kind: "answer", response };
  }
}
