import { refuseUnlessLocal } from "../control/local-only.ts";
import type { ApiRequest, ApiResponse } from "../engine/api-types.ts";
import type { Simulator } from "../simulator.ts";
import type { DeliveryLog } from "../webhooks/delivery-log.ts";
import { type Action, clockActions, paymentActions, webhookActions } from "./actions.ts";
import { disturbanceActions } from "./disturbance-actions.ts";
import { faultActions } from "./fault-actions.ts";
import { renderDocument, SECURITY_HEADERS } from "./layout.ts";
import { createNotices } from "./notices.ts";
import { deliveryView, webhooksView } from "./views/deliveries.ts";
import { eventsView, eventView } from "./views/events.ts";
import { faultsView } from "./views/faults.ts";
import { missing } from "./views/missing.ts";
import { paymentView } from "./views/payment.ts";
import { paymentsView } from "./views/payments.ts";
import { requestsView, requestView } from "./views/requests.ts";
import { HOME, type View, type Visit } from "./visit.ts";

/** Answers what a browser asks of the dashboard; null for everything else. */
export type Dashboard = (request: ApiRequest) => Promise<ApiResponse> | null;

// Maps, because an address may name what every object has: `/dashboard/constructor`.
const VIEWS: ReadonlyMap<string, (visit: Visit) => View> = new Map([
  ["", paymentsView],
  ["events", eventsView],
  ["webhooks", webhooksView],
  ["requests", requestsView],
  ["faults", faultsView],
]);

const DETAILS: ReadonlyMap<string, (visit: Visit, id: string) => View> = new Map([
  ["payments", paymentView],
  ["events", eventView],
  ["webhooks", deliveryView],
  ["requests", requestView],
]);

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  Object.entries<Action>({
    ...paymentActions,
    ...webhookActions,
    ...clockActions,
    ...faultActions,
    ...disturbanceActions,
  }),
);

/** The pages under `/dashboard`. Only this machine reaches them, and no page of another origin. */
export function createDashboard(simulator: Simulator, deliveries: DeliveryLog): Dashboard {
  const notices = createNotices();

  function look(request: ApiRequest): ApiResponse {
    simulator.prune();
    const visit: Visit = {
      simulator,
      deliveries,
      path: request.path,
      query: new URLSearchParams(request.query),
      origin: originOf(simulator, request),
    };
    return renderDocument(visit, findView(visit), notices.find(visit.query.get("notice")));
  }

  async function act(request: ApiRequest, name: string): Promise<ApiResponse> {
    const { back, ...form } = Object.fromEntries(new URLSearchParams(request.body));
    const perform = ACTIONS.get(name);
    const notice = notices.leave(
      perform
        ? await outcomeOf(perform(simulator, form))
        : { good: false, text: `The dashboard has no button '${name}'.` },
    );
    const target = pageToReturnTo(back);
    target.searchParams.set("notice", notice);
    return seeOther(`${target.pathname}${target.search}`);
  }

  async function answer(request: ApiRequest): Promise<ApiResponse> {
    const refused = refuseUnlessLocal(request);
    if (refused) return refused;
    const { path, method } = request;
    const button = /^\/dashboard\/do\/([a-z-]+)$/.exec(path)?.[1];
    if (button !== undefined) return method === "POST" ? act(request, button) : wrongMethod("POST");
    return method === "GET" || method === "HEAD" ? look(request) : wrongMethod("GET, HEAD");
  }

  return (request) => {
    const { path } = request;
    if (path === "/" && wantsPage(request)) return Promise.resolve(seeOther(HOME));
    return path === HOME || path.startsWith(`${HOME}/`) ? answer(request) : null;
  };
}

function findView(visit: Visit): View {
  const [, , place = "", id, ...rest] = visit.path.split("/");
  const view =
    id === undefined || id === ""
      ? VIEWS.get(place)?.(visit)
      : DETAILS.get(place)?.(visit, decode(id));
  return rest.length === 0 && view ? view : missing("payments", "There is no such page.");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

async function outcomeOf(performed: Promise<string>) {
  try {
    return { good: true, text: await performed };
  } catch (error) {
    return { good: false, text: error instanceof Error ? error.message : String(error) };
  }
}

/** A page of the dashboard, and nothing else: what counts is where an address leads, `/dashboard/..//evil.example` too. */
function pageToReturnTo(back = HOME): URL {
  const home = new URL(HOME, "http://dashboard.invalid");
  const target = URL.canParse(back, home.href) ? new URL(back, home.href) : home;
  const isOurs =
    target.origin === home.origin &&
    (target.pathname === HOME || target.pathname.startsWith(`${HOME}/`));
  return isOurs ? target : home;
}

/** A person who opens the address of the simulator wants to see it; a client of Stripe never asks for HTML. */
const wantsPage = ({ method, headers }: ApiRequest) =>
  method === "GET" && headers.accept?.includes("text/html") === true;

function originOf(simulator: Simulator, { headers, remoteAddress }: ApiRequest): string {
  return remoteAddress === undefined || headers.host === undefined
    ? simulator.engine.world.baseUrl()
    : `http://${headers.host}`;
}

const seeOther = (location: string): ApiResponse => ({
  status: 303,
  headers: { ...SECURITY_HEADERS, location },
  body: "",
});

const wrongMethod = (allow: string): ApiResponse => ({
  status: 405,
  headers: { ...SECURITY_HEADERS, allow, "content-type": "text/plain; charset=utf-8" },
  body: `Here the dashboard answers to ${allow}.\n`,
});
