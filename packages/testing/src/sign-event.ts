import { createHash, createHmac } from "node:crypto";
import type { StripeEvent, StripeEventType } from "@chargeonce/core";

/** What Stripe would POST to a webhook endpoint. */
export interface SignedDelivery {
  /** JSON, for `fetch` and the like. */
  readonly body: string;
  /** The same in UTF-8: what was signed. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: { readonly "content-type": string; readonly "stripe-signature": string };
}

/** What is in the event, and who signs it. */
export interface SignedEventOptions<Type extends StripeEventType> {
  readonly type: Type;
  /** The event's `data.object`. */
  readonly object: StripeEvent<Type>["data"]["object"];
  /** The endpoint's secret (`whsec_…`); several, as Stripe signs while one is rotated. */
  readonly secret: string | readonly string[];
  /** When it was created and signed. */
  readonly now: Date;
  /** `evt_…`; default: the same for the same type and object, so that signing again makes a duplicate. */
  readonly id?: string;
  /** Connected account (`acct_…`); default none. */
  readonly account?: string;
  /** Default: the object's own, else false. */
  readonly livemode?: boolean;
  /** Version that rendered the object; default that of this package's Stripe types. */
  readonly apiVersion?: string;
  /** For `*.updated`. */
  readonly previousAttributes?: object;
}

const API_VERSION = "2026-10-28.endive";

/** An event of Stripe's as it is delivered, signed. */
export function signedEvent<Type extends StripeEventType>(
  options: SignedEventOptions<Type>,
): SignedDelivery {
  const { type, object, secret, now, account, previousAttributes } = options;
  const event = {
    id: options.id ?? `evt_${sha256(JSON.stringify([type, object])).slice(0, 24)}`,
    object: "event",
    ...(account === undefined ? {} : { account }),
    api_version: options.apiVersion ?? API_VERSION,
    created: secondsOf(now),
    data: {
      object,
      ...(previousAttributes === undefined ? {} : { previous_attributes: previousAttributes }),
    },
    livemode: options.livemode ?? isLive(object),
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  };
  return signedBody({ body: JSON.stringify(event), secret, now });
}

/**
 * Any text, signed as Stripe signs it: for bodies that no event renders to (odd spaces, repeated names, no JSON).
 *
 * @param now The signature's time; the core takes 300 seconds either way.
 * @see https://docs.stripe.com/webhooks#verify-manually
 */
export function signedBody({
  body,
  secret,
  now,
}: {
  readonly body: string;
  readonly secret: string | readonly string[];
  readonly now: Date;
}): SignedDelivery {
  const time = secondsOf(now);
  const secrets = typeof secret === "string" ? [secret] : secret;
  // The key is the whole text of the secret, its prefix included: Stripe does not decode it.
  const signatures = secrets.map((key) =>
    createHmac("sha256", key).update(`${time}.${body}`, "utf8").digest("hex"),
  );
  return {
    body,
    bytes: new TextEncoder().encode(body),
    headers: {
      "content-type": "application/json; charset=utf-8",
      "stripe-signature": [`t=${time}`, ...signatures.map((each) => `v1=${each}`)].join(","),
    },
  };
}

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1_000);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function isLive(object: object): boolean {
  return "livemode" in object && object.livemode === true;
}
