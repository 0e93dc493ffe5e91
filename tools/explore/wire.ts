import type { ApiRequest, ApiResponse } from "@chargeonce/simulator";
import type { Chance } from "./chance.ts";
import { type Fate, OWN_ANSWERS, SLOWNESS, TROUBLE } from "./fates.ts";
import type { Call, History, Sent } from "./history.ts";
import type { OrderFacts } from "./order-facts.ts";
import type { Scheduler } from "./scheduler.ts";
import type { StripeSide } from "./stripe-side.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import { badGateway, connectionLost, refused } from "./wire-answers.ts";

/** What the way between one server and Stripe knows. */
export interface WireParts {
  readonly chance: Chance;
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly stripe: StripeSide;
  readonly history: History;
  readonly mostlySlow: boolean;
  /** How often something goes wrong; 0 when faults have ended. */
  trouble(route: string): number;
  /** How often the repetition of a confirm that is still on its way gets an answer of its own. */
  copyTrouble(): number;
  /** The call in whose course this is sent; null for what a server does by itself. */
  call(): Call | null;
  /** Runs one port call of the server, unless it is dead, or dies at it. */
  port<Result>(what: string, work: () => Promise<Result>): Promise<Result>;
  readonly server: string;
  /** What `loadOrder` would say to this call now. */
  factsNow(call: Call): OrderFacts;
}

/** The HTTP client of one server's Stripe object. */
export function createWire(parts: WireParts) {
  const { chance, clock, scheduler, stripe, history } = parts;
  const troubles = parts.mostlySlow ? SLOWNESS : TROUBLE;

  async function carry(request: ApiRequest, timeoutMs: number): Promise<ApiResponse> {
    const sent = noteSent(parts, request);
    await scheduler.turn();
    const fate = fateOf(sent);
    // Only what changes something is worth being late.
    const read = request.method === "GET";
    switch (fate) {
      case "its answer is lost":
        stripe.arrive(sent, request);
        throw connectionLost();
      case "is lost":
        throw connectionLost();
      case "comes late":
        if (!read) stripe.held.push({ sent, request, admitted: null });
        throw chance.happens(0.3) ? await timedOut(timeoutMs) : connectionLost();
      case "is let in and executed late": {
        if (read) throw connectionLost();
        const admission = stripe.admit(sent, request);
        if (admission.kind === "answered") return admission.response;
        stripe.held.push({ sent, request, admitted: admission });
        throw chance.happens(0.3) ? await timedOut(timeoutMs) : connectionLost();
      }
      case "a copy comes late":
        if (!read) stripe.held.push({ sent, request, admitted: null });
        return stripe.arrive(sent, request);
      case "500, not executed":
      case "500, executed": {
        const admission = stripe.admit(sent, request);
        if (admission.kind === "answered") return admission.response;
        const mode = fate === "500, executed" ? "error_500_after" : "error_500_before";
        return stripe.execute(sent, admission, mode);
      }
      case "400, not kept":
      case "500, not kept":
        return notKept(sent, request, fate);
      case "429":
        return refused(429, {
          type: "invalid_request_error",
          code: "rate_limit",
          message: "Too many requests.",
        });
      case "502, executed":
        stripe.arrive(sent, request);
        return badGateway();
      case "502":
        return badGateway();
      case "is silent":
        throw await timedOut(timeoutMs);
      default:
        return stripe.arrive(sent, request);
    }
  }

  function fateOf(sent: Sent): Fate {
    if (isOnItsWay(sent) && chance.happens(parts.copyTrouble())) return chance.pick(OWN_ANSWERS);
    return chance.happens(parts.trouble(sent.route)) ? chance.pick(troubles) : "arrives";
  }

  /** Whether an earlier copy of this confirm has not arrived yet. */
  function isOnItsWay({ route, stripeKey }: Sent): boolean {
    return (
      route === "confirm" &&
      stripe.held.some((each) => each.admitted === null && each.sent.stripeKey === stripeKey)
    );
  }

  /** Refuses a request for a reason that is soon gone, unless Stripe knows its key. */
  function notKept(sent: Sent, request: ApiRequest, fate: Fate): ApiResponse {
    const admission = stripe.admit(sent, request);
    if (admission.kind === "answered") return admission.response;
    admission.abandon();
    history.say("Stripe", () => `${sent.route} ${sent.intentId} -> ${fate}`);
    history.reached.add(`a copy of a slow confirm was answered ${fate}`);
    return fate === "500, not kept"
      ? refused(500, { type: "api_error", message: "An error occurred." })
      : refused(400, {
          type: "invalid_request_error",
          param: "payment_method",
          message: "The provided PaymentMethod cannot be used just now.",
        });
  }

  /** Nobody answers until the client gives up. */
  async function timedOut(timeoutMs: number): Promise<Error> {
    await clock.sleep(timeoutMs);
    return Object.assign(new Error("ETIMEDOUT"), { code: "ETIMEDOUT" });
  }

  return {
    getClientName: () => "explorer",
    async makeRequest(
      _host: string,
      _port: string | number,
      pathAndQuery: string,
      method: string,
      headers: object,
      requestData: string | null,
      _protocol: string,
      timeoutMs: number,
    ) {
      const [path = "", query = ""] = pathAndQuery.split("?");
      const request: ApiRequest = {
        method,
        path,
        query,
        headers: lowerCase(headers),
        body: requestData ?? "",
      };
      const response = await parts.port(`${method} ${path}`, async () => {
        const answered = await carry(request, timeoutMs);
        await scheduler.turn();
        return answered;
      });
      noteSeen(parts.call(), response, path);
      return answerOf(response, clock.ms);
    },
  };

  function noteSent({ call, server, factsNow }: WireParts, request: ApiRequest): Sent {
    const under = call();
    const [, id = null, action = null] =
      /^\/v1\/payment_intents(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(request.path) ?? [];
    const route =
      request.method === "GET"
        ? "read"
        : (action ??
          (request.path.startsWith("/v1/payment_intents")
            ? id === null
              ? "create"
              : "update"
            : request.path));
    const stripeKey = request.headers["idempotency-key"] ?? null;
    const before = history.sent.findLast(
      (each) => stripeKey !== null && each.stripeKey === stripeKey,
    );
    const waited = under?.waitedSince === true ? factsNow(under) : null;
    const sent: Sent = {
      at: clock.ms,
      route,
      intentId: id,
      stripeKey,
      call: under,
      meant:
        before === undefined ? (under?.tap.method ?? under?.seen?.method ?? null) : before.meant,
      facts: under?.facts ?? null,
      // That Stripe had too much to do and is asked again within the call is no new sending.
      unasked: before?.call === under ? before.unasked : waited,
    };
    if (route === "confirm" && before !== undefined) {
      history.reached.add("a confirm sent again");
    }
    if (route !== "read") {
      history.sent.push(sent);
      history.say(
        server,
        () => `sends ${route} ${id ?? ""} ${decodeURIComponent(request.body).slice(0, 110)}`,
      );
    }
    return sent;
  }
}

/** The intent as this call was shown it. */
function noteSeen(call: Call | null, { status, body }: ApiResponse, path: string): void {
  if (call !== null) call.waitedSince = true;
  if (call === null || status !== 200 || !path.startsWith("/v1/payment_intents")) return;
  const intent = JSON.parse(body);
  if (intent.object !== "payment_intent") return;
  call.seen = {
    id: intent.id,
    status: intent.status,
    method: intent.payment_method,
    customer: intent.customer,
    failedMethod: intent.last_payment_error?.payment_method?.id ?? null,
  };
}

function answerOf({ status, headers: sent, body }: ApiResponse, nowMs: number) {
  const headers = { ...sent, date: new Date(nowMs).toUTCString() };
  return {
    getStatusCode: () => status,
    getHeaders: () => headers,
    getRawResponse: () => ({ headers }),
    toStream: () => null,
    toJSON: async () => JSON.parse(body),
  };
}

function lowerCase(headers: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name.toLowerCase(), String(value)]],
    ),
  );
}
