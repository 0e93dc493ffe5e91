import type { Caller } from "../api-types.ts";
import { findByPath } from "../find-owned.ts";
import type { World } from "../world.ts";

/** @throws StripeFailure 404 `resource_missing` when this account has no such endpoint. */
export function findWebhookEndpoint(world: World, caller: Caller, id: string) {
  return findByPath(world.webhookEndpoints, caller, id, { noun: "webhook endpoint", param: "id" });
}
