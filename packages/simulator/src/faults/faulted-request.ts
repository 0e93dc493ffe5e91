import type { ApiRequest } from "../engine/api-types.ts";
import { readParams } from "../engine/exchange.ts";
import { findAccount } from "../engine/find-account.ts";
import type { FormHash } from "../engine/form-decoding.ts";
import { matchRoute } from "../engine/routes.ts";
import { StripeFailure } from "../engine/stripe-failure.ts";
import type { World } from "../engine/world.ts";
import type { FaultedRequest, FaultFilter, FaultRoute } from "./fault.ts";

/** A request as the filters of faults see it. */
export interface FaultCandidate extends FaultedRequest {
  /** Of the request itself and of every object that it names. */
  readonly metadata: readonly Readonly<Record<string, unknown>>[];
}

export function toCandidate(world: World, request: ApiRequest): FaultCandidate {
  const { method, path, headers } = request;
  const match = matchRoute(method, path);
  const params = readParams(request);
  return {
    method,
    path,
    route: match?.route.name ?? null,
    params,
    idempotencyKey: method === "POST" ? (headers["idempotency-key"] ?? null) : null,
    account: accountOf(world, request),
    metadata: metadataOf(world, match?.id ?? "", params),
  };
}

function accountOf(world: World, request: ApiRequest): string | null {
  try {
    return findAccount(world.accounts, request).account.id;
  } catch (error) {
    if (error instanceof StripeFailure) return null;
    throw error;
  }
}

function metadataOf(world: World, id: string, params: FormHash): FaultCandidate["metadata"] {
  const named = [id, params.payment_intent, params.charge];
  const stored = [
    world.paymentIntents,
    world.setupIntents,
    world.charges,
    world.refunds,
    world.customers,
  ];
  const found = named
    .filter((name) => typeof name === "string")
    .flatMap((name) => stored.map((records) => records.get(name)?.object))
    .map((object) => (object && "metadata" in object ? object.metadata : null));
  return [params.metadata, ...found].filter((it) => typeof it === "object" && it !== null);
}

export function fits(filter: FaultFilter, request: FaultCandidate): boolean {
  const { route, method, pathPrefix, metadata, idempotencyKey, account } = filter;
  return (
    (route === undefined || isOfRoute(route, request.route)) &&
    (method === undefined || method === request.method) &&
    (pathPrefix === undefined || request.path.startsWith(pathPrefix)) &&
    (metadata === undefined || request.metadata.some((sent) => hasAll(sent, metadata))) &&
    (idempotencyKey === undefined || idempotencyKey === request.idempotencyKey) &&
    (account === undefined || account === request.account)
  );
}

function hasAll(
  metadata: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(metadata, name) && metadata[name] === value,
  );
}

function isOfRoute(wanted: FaultRoute, route: string | null): boolean {
  if (route === null) return false;
  if (wanted === "events") return route.startsWith("events.");
  if (wanted.endsWith(".*")) return route.startsWith(wanted.slice(0, -1));
  return route === (wanted.includes(".") ? wanted : `payment_intents.${wanted}`);
}
