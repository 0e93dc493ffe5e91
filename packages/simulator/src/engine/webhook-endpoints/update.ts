import type { Caller } from "../api-types.ts";
import { mergeMetadata } from "../metadata.ts";
import type { World } from "../world.ts";
import { checkScheme } from "./check-scheme.ts";
import { findWebhookEndpoint } from "./find.ts";
import type { UpdateWebhookEndpointParameters } from "./parameters.ts";

/** `POST /v1/webhook_endpoints/:id` */
export function updateWebhookEndpoint(
  world: World,
  caller: Caller,
  params: UpdateWebhookEndpointParameters,
  id: string,
) {
  const { object } = findWebhookEndpoint(world, caller, id);
  if (params.url !== undefined) checkScheme(params.url, caller.account);
  object.metadata = mergeMetadata(object.metadata, params.metadata);
  if (params.url !== undefined) object.url = params.url;
  if (params.enabled_events !== undefined) object.enabled_events = params.enabled_events;
  if (params.description !== undefined) object.description = params.description;
  if (params.disabled !== undefined) object.status = params.disabled ? "disabled" : "enabled";
  return object;
}
