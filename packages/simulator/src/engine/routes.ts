import { chargeRoutes } from "./charges/routes.ts";
import { customerRoutes } from "./customers/routes.ts";
import { disputeRoutes } from "./disputes/routes.ts";
import { eventRoutes } from "./events/routes.ts";
import { fraudWarningRoutes } from "./fraud-warnings/routes.ts";
import { paymentIntentRoutes } from "./payment-intents/routes.ts";
import { paymentMethodRoutes } from "./payment-methods/routes.ts";
import { refundRoutes } from "./refunds/routes.ts";
import type { Route } from "./route.ts";
import { searchRoutes } from "./search/routes.ts";
import { setupIntentRoutes } from "./setup-intents/routes.ts";
import { webhookEndpointRoutes } from "./webhook-endpoints/routes.ts";

export const ROUTES: readonly Route[] = [
  ...paymentIntentRoutes,
  ...setupIntentRoutes,
  ...paymentMethodRoutes,
  ...customerRoutes,
  ...chargeRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...fraudWarningRoutes,
  ...eventRoutes,
  ...webhookEndpointRoutes,
  ...searchRoutes,
];

export interface RouteMatch {
  readonly route: Route;
  /** What stands for `:id`, decoded; empty when the path has none. */
  readonly id: string;
  /** What stands for `:nested`, likewise. */
  readonly nested: string;
}

interface Pattern {
  readonly route: Route;
  readonly parts: readonly string[];
}

/** Fixed words before `:id`, so that `…/search` is not taken for an id. */
const PATTERNS: readonly Pattern[] = ROUTES.map((route) => ({
  route,
  parts: route.path.split("/"),
})).sort((a, b) => Number(a.parts.includes(":id")) - Number(b.parts.includes(":id")));

export function matchRoute(method: string, path: string): RouteMatch | null {
  const segments = path.split("/");
  for (const { route, parts } of PATTERNS) {
    if (route.method !== method || parts.length !== segments.length) continue;
    const fits = parts.every((part, index) =>
      part.startsWith(":") ? segments[index] !== "" : part === segments[index],
    );
    if (!fits) continue;
    const standsFor = (name: string) => decodeSegment(segments[parts.indexOf(name)] ?? "");
    return { route, id: standsFor(":id"), nested: standsFor(":nested") };
  }
  return null;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
