import { createHash } from "node:crypto";
import type { ApiRequest, ApiResponse, Caller } from "./api-types.ts";
import {
  answer,
  answerAgain,
  answerFailure,
  type Exchange,
  openExchange,
  type RequestLogEntry,
  readParams,
} from "./exchange.ts";
import { checkExpand, expandPaths } from "./expand.ts";
import { findAccount } from "./find-account.ts";
import { canonicalForm } from "./form-decoding.ts";
import { objectsToLock } from "./objects-to-lock.ts";
import { parseParameters } from "./parameters.ts";
import { publishableView } from "./publishable-view.ts";
import { internalError, secretKeyRequired, unknownRoute } from "./refusals.ts";
import { matchRoute, type RouteMatch } from "./routes.ts";
import { StripeFailure } from "./stripe-failure.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

/**
 * How a request executes: as it should; not at all, with a saved 500; or as it should but with a saved 500 for answer.
 */
export type ExecutionMode = "normal" | "error_500_before" | "error_500_after";

/** A request that was let in: its key is reserved and its object locked until `execute` or `abandon`. */
export interface AdmittedRequest {
  readonly kind: "admitted";
  execute(mode?: ExecutionMode): ApiResponse;
  /** @internal Answers with a failure and stays admitted: what it is told is not what comes of it. */
  tell(failure: StripeFailure): ApiResponse;
  abandon(): void;
}

export type Admission =
  | { readonly kind: "answered"; readonly response: ApiResponse }
  | AdmittedRequest;

/** The whole of Stripe without I/O and timers. */
export interface Engine {
  /** @internal The state of everything; its shape is no promise. */
  readonly world: World;
  /** The newest 10,000, in order. */
  readonly requests: RequestLogEntry[];
  /** Everything up to execution: key, route, idempotency, validation, lock. */
  admit(request: ApiRequest): Admission;
  /** `admit` and `execute` in one step. */
  handle(request: ApiRequest): ApiResponse;
  /** @internal Answers with a failure of the outermost layers, which the rest never sees. */
  refuse(request: ApiRequest, failure: StripeFailure): ApiResponse;
  /** Does what is due by the clock and drops what is too old. */
  tick(): void;
}

/** How many requests the log goes back. */
const LOGGED_REQUESTS = 10_000;

export function createEngine(options: WorldOptions): Engine {
  const world = createWorld(options);
  const requests: RequestLogEntry[] = [];

  function tick(): void {
    world.schedule.runDue(world.now());
    world.idempotency.prune(world.now());
  }

  function open(request: ApiRequest): Exchange {
    tick();
    const exchange = openExchange(world, request);
    requests.push(exchange.entry);
    if (requests.length > LOGGED_REQUESTS) requests.shift();
    return exchange;
  }

  function admit(request: ApiRequest): Admission {
    const exchange = open(request);
    try {
      return admitOrThrow(world, exchange);
    } catch (error) {
      return { kind: "answered", response: answerFailure(world, exchange, asFailure(error)) };
    }
  }

  return {
    world,
    requests,
    tick,
    admit,
    handle(request) {
      const admission = admit(request);
      return admission.kind === "answered" ? admission.response : admission.execute();
    },
    refuse(request, failure) {
      const exchange = open(request);
      exchange.entry.params = readParams(request);
      return answerFailure(world, exchange, failure);
    },
  };
}

function admitOrThrow(world: World, exchange: Exchange): Admission {
  const { request, entry } = exchange;
  const { account, key } = findAccount(world.accounts, request);
  entry.account = account.id;
  entry.key = key;
  entry.params = readParams(request);
  const match = matchRoute(request.method, request.path);
  if (!match) throw unknownRoute(request.method, request.path);
  if (key === "publishable" && !match.route.publishable) throw secretKeyRequired();

  const { idempotencyKey, requestId } = entry;
  const fingerprint = fingerprintOf(exchange);
  if (idempotencyKey !== null) {
    const saved = world.idempotency.find(account.id, idempotencyKey, fingerprint);
    if (saved) return { kind: "answered", response: answerAgain(exchange, saved) };
  }
  const params = parseParameters(match.route.parameters, entry.params);
  checkExpand(expandOf(params), match.route, key);
  const locked = objectsToLock(world, match, params);
  world.locks.take(locked);
  if (idempotencyKey !== null) {
    world.idempotency.reserve(account.id, idempotencyKey, fingerprint, world.now());
  }
  return createAdmitted(world, exchange, {
    match,
    params,
    locked,
    caller: { account, key, requestId, idempotencyKey },
  });
}

interface Call {
  match: RouteMatch;
  params: unknown;
  locked: readonly string[];
  caller: Caller;
}

function createAdmitted(world: World, exchange: Exchange, call: Call): AdmittedRequest {
  const { locked, caller } = call;
  const { account, idempotencyKey, requestId } = caller;

  function release(answered: ApiResponse | null): void {
    world.locks.release(locked);
    if (idempotencyKey === null) return;
    if (answered === null) {
      world.idempotency.forget(account.id, idempotencyKey);
      return;
    }
    const { status, body } = answered;
    world.idempotency.save(account.id, idempotencyKey, { status, body, requestId });
  }

  function fail500(): ApiResponse {
    const response = answerFailure(world, exchange, internalError());
    release(response);
    return response;
  }

  return {
    kind: "admitted",
    execute(mode = "normal") {
      if (mode === "error_500_before") return fail500();
      try {
        const body = JSON.stringify(run(world, call), null, 2);
        if (mode === "error_500_after") return fail500();
        const response = answer(exchange, { status: 200, body });
        release(response);
        return response;
      } catch (error) {
        if (!(error instanceof StripeFailure)) release(null);
        const failure = asFailure(error);
        if (mode === "error_500_after") return fail500();
        const response = answerFailure(world, exchange, failure);
        release(failure.saved ? response : null);
        return response;
      }
    },
    tell: (failure) => answerFailure(world, exchange, failure),
    abandon: () => release(null),
  };
}

function run(world: World, { match, params, caller }: Call): object {
  const result = match.route.run(world, caller, params, match.id, match.nested);
  // Not every change has an event.
  if (match.route.method !== "GET") world.search.note(result);
  const expanded = expandPaths(world, result, expandOf(params));
  return caller.key === "publishable" ? publishableView(expanded) : expanded;
}

function expandOf(params: unknown): readonly string[] {
  const hasPaths = typeof params === "object" && params !== null && "expand" in params;
  return hasPaths && Array.isArray(params.expand) ? params.expand : [];
}

function fingerprintOf({ request, entry }: Exchange): string {
  const text = `${request.method} ${request.path}\n${canonicalForm(entry.params)}`;
  return createHash("sha256").update(text).digest("hex");
}

function asFailure(error: unknown): StripeFailure {
  if (error instanceof StripeFailure) return error;
  throw error;
}
