import type { Engine } from "../engine.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";

/**
 * Says, once for each version, that Stripe writes events in another version than requests are pinned to: what handlers
 * find in them may then differ from the types of the SDK.
 */
export function noticeVersion(engine: Engine, { apiVersion, type }: WebhookEvent): void {
  if (apiVersion === null || apiVersion === engine.gateway.apiVersion) return;
  engine.telemetry.count("chargeonce.webhook.api_version_differences");
  if (engine.otherVersions.has(apiVersion)) return;
  engine.otherVersions.add(apiVersion);
  engine.logger.warn(
    { event: "api_version_differs", type, api_version: apiVersion },
    `Events come in Stripe's version ${apiVersion} and requests are pinned to ${engine.gateway.apiVersion}: set the webhook endpoint to that version, too.`,
  );
}
