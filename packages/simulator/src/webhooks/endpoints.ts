import { matchesType } from "../engine/events/read.ts";
import { isConnected } from "../engine/find-account.ts";
import type { Ids } from "../engine/ids.ts";
import type { EventRecord, WebhookEndpointRecord } from "../engine/objects.ts";
import { newWebhookEndpoint } from "../engine/webhook-endpoints/new-webhook-endpoint.ts";
import type { World } from "../engine/world.ts";
import { validSecrets } from "./signature.ts";

const HOUR_MS = 60 * 60 * 1000;
/** How long Stripe lets a replaced secret live on, at most. */
export const LONGEST_ROTATION_HOURS = 24;

/** An endpoint that is there from the beginning; the API's list shows it like any other. */
export interface WebhookEndpointOptions {
  /** `http:` or `https:`, this machine's own included. */
  url: string;
  /** `webhooks.secret` when absent. */
  secret?: string;
  /** Types, or patterns such as `payment_intent.*`; everything when absent. */
  enabledEvents?: readonly string[];
  /** Whose it is; the first account's when absent. */
  account?: string;
  /**
   * Whether it gets the events of the connected accounts, with `event.account` set, instead of its own account's. All
   * other accounts of the same mode count as connected: they are those that `Stripe-Account` reaches.
   */
  connect?: boolean;
}

/** An endpoint as it is now, whether an option or the API made it. */
export interface WebhookEndpoint {
  /** `we_…` */
  readonly id: string;
  readonly account: string;
  readonly url: string;
  /** The newest one. */
  readonly secret: string;
  /** Those that sign deliveries now, newest first: more than one while a replaced one has not expired. */
  readonly secrets: readonly string[];
  /** Types, or patterns such as `payment_intent.*`; `*` for all. */
  readonly enabledEvents: readonly string[];
  readonly connect: boolean;
  readonly status: "enabled" | "disabled";
}

/**
 * Stores the endpoints that the simulator's options name.
 *
 * @throws TypeError When a URL is not one for HTTP, or an account is unknown.
 * @throws StripeFailure When an account would have more than sixteen.
 */
export function addEndpoints(
  world: World,
  options: readonly WebhookEndpointOptions[],
  { secret, ids }: { secret: string; ids: Ids },
): WebhookEndpointRecord[] {
  return options.map((option) => {
    if (!/^https?:\/\//i.test(option.url) || !URL.canParse(option.url)) {
      throw new TypeError(`A webhook endpoint needs a URL for HTTP; '${option.url}' is none.`);
    }
    const account = option.account
      ? world.accounts.find(({ id }) => id === option.account)
      : world.accounts[0];
    if (!account) throw new TypeError(`The simulator has no account '${option.account ?? ""}'.`);
    return newWebhookEndpoint(world, account, {
      id: ids.fresh("we"),
      secret: option.secret ?? secret,
      url: option.url,
      enabledEvents: option.enabledEvents ?? ["*"],
      connect: option.connect ?? false,
      apiVersion: null,
      description: null,
      metadata: {},
    });
  });
}

/** The endpoints that an event is meant for. One that is disabled misses it for good. */
export function endpointsFor(world: World, event: EventRecord): WebhookEndpointRecord[] {
  return [...world.webhookEndpoints.values()].filter(
    (endpoint) => isEnabled(world, endpoint) && concerns(world, endpoint, event),
  );
}

function concerns(world: World, endpoint: WebhookEndpointRecord, event: EventRecord): boolean {
  return (
    endpoint.object.enabled_events.some((wanted) => matchesType(event.type, wanted)) &&
    isFrom(world, endpoint, event)
  );
}

function isFrom(world: World, { account, connect }: WebhookEndpointRecord, event: EventRecord) {
  if (!connect) return event.account === account;
  const find = (wanted: string) => world.accounts.find(({ id }) => id === wanted);
  const [owner, origin] = [find(account), find(event.account)];
  return owner !== undefined && origin !== undefined && isConnected(owner, origin);
}

/** Neither disabled nor deleted. */
export function isEnabled(world: World, { object }: WebhookEndpointRecord): boolean {
  return world.webhookEndpoints.get(object.id)?.object.status === "enabled";
}

/**
 * Gives the endpoint a new secret; the present ones expire after the given hours.
 *
 * @throws RangeError When `expiresInHours` is not from 0 to 24.
 */
export function replaceSecret(
  endpoint: WebhookEndpointRecord,
  secret: string,
  { expiresInHours, nowMs }: { expiresInHours: number; nowMs: number },
): void {
  if (!(expiresInHours >= 0 && expiresInHours <= LONGEST_ROTATION_HOURS)) {
    throw new RangeError(
      `A replaced secret lives on for 0 to ${LONGEST_ROTATION_HOURS} hours, not for ${expiresInHours}.`,
    );
  }
  const end = nowMs + expiresInHours * HOUR_MS;
  const expiring = endpoint.secrets
    .map(({ value, expiresAt }) => ({ value, expiresAt: Math.min(expiresAt ?? end, end) }))
    .filter(({ expiresAt }) => expiresAt > nowMs);
  endpoint.secrets = [{ value: secret, expiresAt: null }, ...expiring];
}

export function describeEndpoint(endpoint: WebhookEndpointRecord, nowMs: number): WebhookEndpoint {
  const { account, object, connect, secrets } = endpoint;
  return {
    id: object.id,
    account,
    url: object.url,
    secret: secrets[0]?.value ?? "",
    secrets: validSecrets(secrets, nowMs),
    enabledEvents: [...object.enabled_events],
    connect,
    status: object.status === "disabled" ? "disabled" : "enabled",
  };
}
