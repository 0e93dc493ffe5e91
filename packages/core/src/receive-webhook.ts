import { isOurs } from "./decide/is-ours.ts";
import type { Engine } from "./engine.ts";
import { PaymentsError } from "./errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "./payment.ts";
import type { WebhookEvent } from "./ports/webhook-event-store.ts";
import { sha256, sha256OfBytes } from "./sha256.ts";
import { handleEvent, objectOf } from "./steps/handle-event.ts";
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
  const event = await readEvent(engine, delivery.rawBody);
  if (engine.settings.webhookMode === "deferred" && isOurs(event, engine.gateway)) {
    await engine.store.events.record(event);
    return;
  }
  await handleEvent(engine, { event, stored: false });
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
  engine.logger.warn({ event: "webhook_refused", reason }, SENTENCES[reason]);
  return new PaymentsError("invalid_request", SENTENCES[reason]);
}

/** The event as it will lie in the inbox: no client secret lies in the database. */
async function readEvent(engine: Engine, rawBody: Uint8Array): Promise<WebhookEvent> {
  const body = parse(rawBody);
  const { id, type, livemode, account } = body;
  if (typeof id !== "string" || typeof type !== "string") {
    throw new PaymentsError("invalid_request", "The signed body is not an event of Stripe's.");
  }
  const objectId = objectOf(body).id;
  const now = engine.clock.now();
  return {
    id,
    type,
    account: typeof account === "string" ? account : "",
    livemode: livemode === true,
    objectId: typeof objectId === "string" ? objectId : null,
    body: (await withoutSecrets(body)) as JsonObject, // an object in, an object out
    bodyHash: await sha256OfBytes(rawBody),
    status: "pending",
    attempts: 0,
    nextAttemptAt: now,
    lastError: null,
    receivedAt: now,
    doneAt: null,
    version: 1,
  };
}

function parse(rawBody: Uint8Array): JsonObject {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(rawBody);
    const value: JsonValue = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Signed, but no JSON: answered below as what it is.
  }
  throw new PaymentsError("invalid_request", "The signed body is not a JSON object.");
}

async function withoutSecrets(value: JsonValue): Promise<JsonValue> {
  // The address of a 3-D Secure page carries the secret too.
  if (typeof value === "string") return value.replace(/(client_secret=)[^&#]+/g, "$1removed");
  if (Array.isArray(value)) return Promise.all(value.map(withoutSecrets));
  if (typeof value !== "object" || value === null) return value;
  const members = await Promise.all(
    Object.entries(value).map(async ([name, member]): Promise<[string, JsonValue][]> => {
      if (name !== "client_secret") return [[name, await withoutSecrets(member)]];
      return typeof member === "string" ? [["client_secret_sha256", await sha256(member)]] : [];
    }),
  );
  return Object.fromEntries(members.flat());
}
