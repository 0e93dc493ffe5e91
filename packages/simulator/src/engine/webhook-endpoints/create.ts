import type { Caller } from "../api-types.ts";
import { mergeMetadata } from "../metadata.ts";
import type { World } from "../world.ts";
import { checkScheme } from "./check-scheme.ts";
import { newWebhookEndpoint } from "./new-webhook-endpoint.ts";
import type { CreateWebhookEndpointParameters } from "./parameters.ts";

/** `POST /v1/webhook_endpoints`, the only answer that shows the secret. */
export function createWebhookEndpoint(
  world: World,
  { account }: Caller,
  params: CreateWebhookEndpointParameters,
) {
  checkScheme(params.url, account);
  const secret = `whsec_${world.ids.text(32)}`;
  const { object } = newWebhookEndpoint(world, account, {
    id: world.ids.fresh("we"),
    secret,
    url: params.url,
    enabledEvents: params.enabled_events,
    connect: params.connect ?? false,
    apiVersion: params.api_version ?? null,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
  });
  return { ...object, secret };
}
