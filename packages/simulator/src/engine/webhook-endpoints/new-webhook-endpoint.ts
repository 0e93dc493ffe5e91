import type { Account } from "../api-types.ts";
import type { WebhookEndpointRecord } from "../objects.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";

const MAX_ENDPOINTS = 16;

export interface EndpointDraft {
  readonly id: string;
  readonly secret: string;
  readonly url: string;
  readonly enabledEvents: readonly string[];
  readonly connect: boolean;
  readonly apiVersion: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Stores an endpoint of the account.
 *
 * @throws StripeFailure 400 when the account has sixteen.
 */
export function newWebhookEndpoint(
  world: World,
  account: Account,
  draft: EndpointDraft,
): WebhookEndpointRecord {
  const present = [...world.webhookEndpoints.oldestFirst({ account: account.id })];
  if (present.length >= MAX_ENDPOINTS) {
    const mode = account.livemode ? "live" : "test";
    throw invalidRequest(
      `You have reached the maximum of ${MAX_ENDPOINTS} ${mode} webhook endpoints.`,
    );
  }
  const record: WebhookEndpointRecord = {
    account: account.id,
    object: {
      id: draft.id,
      object: "webhook_endpoint",
      api_version: draft.apiVersion,
      application: null,
      created: world.seconds(),
      description: draft.description,
      enabled_events: [...draft.enabledEvents],
      livemode: account.livemode,
      metadata: { ...draft.metadata },
      status: "enabled",
      url: draft.url,
    },
    connect: draft.connect,
    secrets: [{ value: draft.secret, expiresAt: null }],
  };
  world.webhookEndpoints.set(draft.id, record);
  return record;
}
