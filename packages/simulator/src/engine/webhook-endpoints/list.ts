import type { Caller } from "../api-types.ts";
import { ownObjects } from "../find-owned.ts";
import { paginate } from "../paginate.ts";
import type { World } from "../world.ts";
import type { ListWebhookEndpointsParameters } from "./parameters.ts";

/** `GET /v1/webhook_endpoints`, newest first. */
export function listWebhookEndpoints(
  world: World,
  caller: Caller,
  params: ListWebhookEndpointsParameters,
) {
  return paginate(ownObjects(world.webhookEndpoints, caller), params, {
    url: "/v1/webhook_endpoints",
    noun: "webhook endpoint",
  });
}
