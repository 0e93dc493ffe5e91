import type { Caller } from "../api-types.ts";
import { listOwned } from "../paginate.ts";
import type { World } from "../world.ts";
import type { ListWebhookEndpointsParameters } from "./parameters.ts";

/** `GET /v1/webhook_endpoints`, newest first. */
export function listWebhookEndpoints(
  world: World,
  caller: Caller,
  params: ListWebhookEndpointsParameters,
) {
  return listOwned(world.webhookEndpoints, caller, {
    url: "/v1/webhook_endpoints",
    noun: "webhook endpoint",
    params,
  });
}
