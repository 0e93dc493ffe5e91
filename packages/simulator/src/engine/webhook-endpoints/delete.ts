import type { Caller } from "../api-types.ts";
import type { World } from "../world.ts";
import { findWebhookEndpoint } from "./find.ts";

/** `DELETE /v1/webhook_endpoints/:id` */
export function deleteWebhookEndpoint(world: World, caller: Caller, id: string) {
  const { object } = findWebhookEndpoint(world, caller, id);
  world.webhookEndpoints.delete(id);
  return { id: object.id, object: object.object, deleted: true };
}
