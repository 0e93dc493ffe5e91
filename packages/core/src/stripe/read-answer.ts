import type Stripe from "stripe";
import type { NoIntent, StripeAnswer, StripePage } from "../ports/stripe-gateway.ts";
import { readIntent } from "./read-intent.ts";

/** A PaymentIntent as the answer to a request for one. */
export function readIntentAnswer(intent: Stripe.Response<Stripe.PaymentIntent>): StripeAnswer {
  if (typeof intent.id !== "string" || typeof intent.status !== "string") {
    // A body cut off and repaired by a proxy, or none of Stripe's: nobody knows what was executed.
    return unknown("Stripe's answer was no PaymentIntent.");
  }
  const replayed = headerOf(intent.lastResponse, "idempotent-replayed") === "true";
  return { kind: "intent", intent: readIntent(intent), replayed };
}

/** A page of a list. @param read Null for what does not count. */
export function readPage<Listed extends { readonly id: string }, Item>(
  list: Stripe.ApiList<Listed>,
  read: (listed: Listed) => Item | null,
): StripePage<Item> {
  if (!Array.isArray(list.data)) return unknown("Stripe's answer was no list.");
  const last = list.data.at(-1);
  return {
    kind: "page",
    items: list.data.map(read).filter((item) => item !== null),
    next: list.has_more && last !== undefined ? last.id : null,
  };
}

/** A list and the time are never declined: an HTTP 402 to such a request is none of Stripe's. */
export function withoutIntent(answer: StripeAnswer): NoIntent {
  return answer.kind === "declined" || answer.kind === "intent"
    ? unknown("Stripe declined to list.")
    : answer;
}

function unknown(message: string): NoIntent {
  return { kind: "unknown", message, requestId: null };
}

interface LastResponse {
  /** Under the SDK's fetch client the headers are no record but a `Headers`. */
  readonly headers: Readonly<Record<string, string>> | Headers;
}

function headerOf({ headers }: LastResponse, name: string): string | null | undefined {
  return headers instanceof Headers ? headers.get(name) : headers[name];
}

/** When the answer was sent, by its `Date` header; null where there is none. */
export function dateOf(response: LastResponse | undefined): Date | null {
  const ms = Date.parse((response && headerOf(response, "date")) ?? "");
  return Number.isNaN(ms) ? null : new Date(ms);
}
