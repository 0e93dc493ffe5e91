import type { Control } from "./control/control.ts";
import { answerPreflight, CORS_HEADERS } from "./cors.ts";
import type { Dashboard } from "./dashboard/dashboard.ts";
import type { ApiRequest, ApiResponse } from "./engine/api-types.ts";
import type { AdmittedRequest, Engine } from "./engine/engine.ts";
import { matchRoute } from "./engine/routes.ts";
import { executeLater } from "./faults/execute-later.ts";
import type { FaultQueue, Strike } from "./faults/faults.ts";
import { answered, holdBack, strikeEarly, strikeLate } from "./faults/strike.ts";
import type { Outcome } from "./outcome.ts";
import { serveThreeDSecurePage } from "./pages/three-d-secure-page.ts";
import type { HookedRequest, RequestHook } from "./request-hook.ts";

export interface ServeParts {
  engine: Engine;
  faults: FaultQueue;
  hook: () => RequestHook | null;
  dashboard: Dashboard;
  control: Control;
}

/** Any request: the dashboard, the control endpoint, a browser's preflight, the 3-D Secure page, or the API. */
export async function serve(parts: ServeParts, received: ApiRequest): Promise<Outcome> {
  // The face leaves out the body, which is all that differs.
  const request = received.method === "HEAD" ? { ...received, method: "GET" } : received;
  const outcome = await serveRoom(parts, request);
  // Stripe tells its time on every answer, and clients compare their clock with it.
  return withHeaders(outcome, { date: new Date(parts.engine.world.now()).toUTCString() });
}

async function serveRoom(parts: ServeParts, request: ApiRequest): Promise<Outcome> {
  const steered = parts.dashboard(request) ?? parts.control(request);
  if (steered !== null) return answered(await steered);
  const aside = answerPreflight(request) ?? serveThreeDSecurePage(parts.engine.world, request);
  if (aside) return answered(aside);
  return withHeaders(await serveApi(parts, request), CORS_HEADERS);
}

function withHeaders(outcome: Outcome, more: ApiResponse["headers"]): Outcome {
  if (outcome.kind === "reset" || outcome.kind === "silence") return outcome;
  const { response } = outcome;
  return { ...outcome, response: { ...response, headers: { ...response.headers, ...more } } };
}

/** One API request with its faults and hooks, which are what makes it take time. */
async function serveApi(parts: ServeParts, request: ApiRequest): Promise<Outcome> {
  const { engine, faults } = parts;
  const strike = faults.take(request);
  const early = strike && strikeEarly(engine, request, strike);
  if (early) return early;
  const admission = engine.admit(request);
  return admission.kind === "answered"
    ? strikeLate(admission.response, strike)
    : execute(parts, admission, { request, strike });
}

interface Execution {
  request: ApiRequest;
  strike: Strike | null;
}

async function execute(
  { engine, hook }: ServeParts,
  admitted: AdmittedRequest,
  { request, strike }: Execution,
): Promise<Outcome> {
  const { method, path, headers } = request;
  const hooked: HookedRequest = {
    method,
    path,
    route: matchRoute(method, path)?.route.name ?? "",
    idempotencyKey: headers["idempotency-key"] ?? null,
  };
  try {
    await hook()?.(hooked, "before");
    if (strike) await holdBack(strike);
  } catch (error) {
    admitted.abandon();
    throw error;
  }
  const fault = strike?.fault;
  if (strike && typeof fault === "object" && "late" in fault) {
    const done = () => void hook()?.(hooked, "after");
    return executeLater(engine, { fault, strike, admitted, done });
  }
  const response = admitted.execute(
    fault === "error_500_before" || fault === "error_500_after" ? fault : "normal",
  );
  await hook()?.(hooked, "after");
  return strikeLate(response, strike);
}
