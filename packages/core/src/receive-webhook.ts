import type { Engine } from "./engine.ts";
import { PaymentsError } from "./errors.ts";
import { handleEvent } from "./steps/handle-event.ts";
import { keepForWorker } from "./steps/inbox.ts";
import { noticeVersion } from "./steps/notice-version.ts";
import { countEvent } from "./steps/observe-event.ts";
import { readDelivery } from "./wire/read-event.ts";
import { verifySignature } from "./wire/verify-signature.ts";

/**
 * Raw bytes → verified → recorded → handled. Resolves only when the event is durable.
 *
 * @param delivery The bytes as Stripe sent them, and its `Stripe-Signature` header.
 * @throws PaymentsError `invalid_request` for a bad signature, when nothing is stored; `store_unavailable`; or what an
 * inline handler threw: then the event is kept, and Stripe must deliver it again.
 */
export async function receiveWebhook(
  engine: Engine,
  delivery: { rawBody: Uint8Array; signature: string | readonly string[] | undefined },
): Promise<void> {
  const checked = await verifySignature({
    rawBody: delivery.rawBody,
    header: delivery.signature,
    secrets: await engine.settings.webhookSecrets(),
    now: engine.clock.now(),
  });
  if (!checked.ok) throw badSignature(engine, checked.reason);
  const event = await readDelivery(delivery.rawBody, engine.clock.now());
  noticeVersion(engine, event);
  if (engine.settings.webhookMode === "deferred") await keepForWorker(engine, event);
  else await handleEvent(engine, { event, stored: false });
}

const SENTENCES = {
  missing: "The Stripe-Signature header is missing.",
  malformed: "The Stripe-Signature header cannot be read.",
  too_old: "The signature is too old; check this server's clock.",
  too_new: "The signature is from the future; check this server's clock.",
  no_match:
    "The signature does not match; check the webhook secret, and that nothing changes the raw body.",
} as const;

function badSignature(engine: Engine, reason: keyof typeof SENTENCES): PaymentsError {
  countEvent(engine, "refused", reason);
  engine.logger.warn({ event: "webhook_refused", reason }, SENTENCES[reason]);
  return new PaymentsError("invalid_request", SENTENCES[reason]);
}
