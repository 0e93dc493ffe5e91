import { ownerOf } from "../decide/is-ours.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Owner } from "../records/owner.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../records/payment.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import { sha256, sha256OfBytes } from "../values/sha256.ts";

/** A signed body that is no event which could be handled. */
export interface NoEvent {
  /** `thin`: one of Stripe's newer events, that name an object and do not carry it. */
  readonly no: "thin" | "event";
  readonly type: string | null;
}

/**
 * The event in a delivery whose signature was right, as it will lie in the inbox: no client secret lies in the database.
 */
export async function readDelivery(
  rawBody: Uint8Array,
  { gateway, clock }: Pick<Engine, "gateway" | "clock">,
): Promise<WebhookEvent | NoEvent> {
  const body = parse(rawBody);
  const { object, id, type } = body ?? {};
  if (typeof object === "string" && object.startsWith("v2.")) {
    return { no: "thin", type: textOrNull(type) };
  }
  if (body === null || typeof id !== "string" || typeof type !== "string") {
    return { no: "event", type: null };
  }
  const now = clock.now();
  return eventOf(body, {
    account: gateway.accountOfEvent(body),
    livemode: body.livemode === true,
    installation: gateway.installation,
    broughtBy: "delivery",
    bodyHash: await sha256OfBytes(rawBody),
    receivedAt: now,
    nextAttemptAt: now,
  });
}

/**
 * The event out of Stripe's list, likewise. It is due since Stripe made it, so that a payment's events come in their
 * order; at once, where our clock has not come so far.
 *
 * @param owner Whose list it was: there Stripe does not name it.
 * @throws PaymentsError `invalid_request` when the entry is no event.
 */
export async function readListedEvent(
  body: JsonObject,
  owner: Owner,
  now: Date,
): Promise<WebhookEvent> {
  return eventOf(body, {
    ...ownerOf(owner),
    broughtBy: "list",
    bodyHash: await sha256(JSON.stringify(body)),
    receivedAt: now,
    nextAttemptAt: null,
  });
}

/** What an event is about: its `data.object`; empty when it has none. */
export function objectOf({ data }: JsonObject): JsonObject {
  const object = isJsonObject(data) ? data.object : undefined;
  return isJsonObject(object) ? object : {};
}

/** Whether an event has what the types of Stripe's SDK promise: an object of some kind. Thin and broken ones have none. */
export function hasObject(body: JsonObject): boolean {
  const { object, id } = objectOf(body);
  return typeof object === "string" || typeof id === "string";
}

async function eventOf(
  body: JsonObject,
  arrival: Owner & Pick<WebhookEvent, "broughtBy" | "bodyHash" | "receivedAt" | "nextAttemptAt">,
): Promise<WebhookEvent> {
  const { id, type, created, api_version: apiVersion } = body;
  if (typeof id !== "string" || typeof type !== "string") {
    throw new PaymentsError("invalid_request", "An entry of Stripe's list is not an event.");
  }
  const object = objectOf(body);
  const receivedMs = arrival.receivedAt.getTime();
  const createdMs = typeof created === "number" ? created * 1_000 : receivedMs;
  return {
    id,
    type,
    ...ownerOf(arrival),
    broughtBy: arrival.broughtBy,
    objectId: textOrNull(object.id),
    paymentIntentId: paymentIntentIdOf(object),
    apiVersion: textOrNull(apiVersion),
    createdAt: new Date(createdMs),
    body: (await withoutSecrets(body)) as JsonObject, // an object in, an object out
    bodyHash: arrival.bodyHash,
    status: "pending",
    unheard: false,
    unheardSince: null,
    merged: false,
    attempts: 0,
    nextAttemptAt: arrival.nextAttemptAt ?? new Date(Math.min(createdMs, receivedMs)),
    lastError: null,
    receivedAt: arrival.receivedAt,
    doneAt: null,
    version: 1,
  };
}

/** Charges, refunds and disputes name their intent; expanded it is an object. */
function paymentIntentIdOf(object: JsonObject): string | null {
  if (object.object === "payment_intent") return textOrNull(object.id);
  const named = object.payment_intent;
  return textOrNull(isJsonObject(named) ? named.id : named);
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** @returns null for what is no JSON object. */
function parse(rawBody: Uint8Array): JsonObject | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(rawBody);
    const value: JsonValue = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
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
