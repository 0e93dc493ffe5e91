import type { RefusedBecause } from "../decide/judge-health.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import { handleEvent } from "../inbox/handle-event.ts";
import { keepForWorker } from "../inbox/inbox.ts";
import { noticeThinEvent } from "../inbox/notice-thin-event.ts";
import { noticeVersion } from "../inbox/notice-version.ts";
import { countEvent } from "../inbox/observe-event.ts";
import { type NoEvent, readDelivery } from "../inbox/read-event.ts";
import { verifySignature } from "../inbox/verify-signature.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";

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
  const now = engine.clock.now();
  const checked = await verifySignature({
    rawBody: delivery.rawBody,
    header: delivery.signature,
    secrets: await engine.settings.webhookSecrets(),
    now,
  });
  if (!checked.ok) throw refuse(engine, checked.reason);
  const event = await readDelivery(delivery.rawBody, engine);
  if ("no" in event) return answerNoEvent(engine, event);
  engine.deliveries.noteAccepted();
  await takeIn(engine, event);
}

async function takeIn(engine: Engine, event: WebhookEvent): Promise<void> {
  noticeVersion(engine, event);
  if (engine.settings.webhookMode === "deferred") await keepForWorker(engine, event);
  else await handleEvent(engine, { event, stored: false });
}

/** Stripe signed it. A thin event is answered as received: nothing here could handle it, however often it came. */
function answerNoEvent(engine: Engine, { no, type }: NoEvent): void {
  if (no !== "thin") throw refuse(engine, "not_an_event");
  countEvent(engine, "ignored", "thin");
  noticeThinEvent(engine, type);
}

const SENTENCES: Readonly<Record<RefusedBecause, string>> = {
  missing: "The Stripe-Signature header is missing.",
  malformed: "The Stripe-Signature header cannot be read.",
  too_old: "The signature is too old; check this server's clock.",
  too_new: "The signature is from the future; check this server's clock.",
  no_match:
    "The signature does not match; check the webhook secret, and that nothing changes the raw body.",
  not_an_event: "The signed body is not an event of Stripe's.",
};

/** What the log says beside it, where that is more than a caller needs. */
const REMEDIES: Readonly<Partial<Record<RefusedBecause, string>>> = {
  no_match:
    "Every endpoint has its own secret, in each mode: take this one's from Stripe's Dashboard, or from `stripe listen` if that forwards.",
  not_an_event:
    "Point only Stripe's webhook endpoints at this address: a destination of events, with snapshot payloads.",
};

function refuse(engine: Engine, reason: RefusedBecause): PaymentsError {
  countEvent(engine, "refused", reason);
  engine.deliveries.noteRefused(reason, engine.clock.now());
  const times = engine.lines.take(`webhook_refused ${reason}`);
  if (times !== null) {
    const sentences = [SENTENCES[reason], REMEDIES[reason] ?? []].flat();
    engine.logger.warn({ event: "webhook_refused", reason, times }, sentences.join(" "));
  }
  return new PaymentsError("invalid_request", SENTENCES[reason]);
}
