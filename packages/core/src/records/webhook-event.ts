import type { JsonObject } from "../values/json.ts";
import type { Owner } from "./owner.ts";

/** A verified event of Stripe's, as it lies in the inbox. */
export interface WebhookEvent extends Owner {
  /** `evt_…`; unique within its {@link Owner}. */
  readonly id: string;
  readonly type: string;
  /** Whether a delivery brought it, or only Stripe's list of events did: then the endpoint may not be reached. */
  readonly broughtBy: "delivery" | "list";
  /** Id of `data.object`; null when it has none. */
  readonly objectId: string | null;
  /** The PaymentIntent that the event is about, itself or through a charge, refund or dispute; null when about none. */
  readonly paymentIntentId: string | null;
  /** The version that Stripe wrote the event in; null when it does not say. */
  readonly apiVersion: string | null;
  /** When Stripe made it. */
  readonly createdAt: Date;
  /** The verified JSON without any `client_secret`. */
  readonly body: JsonObject;
  /** SHA-256 of the bytes that Stripe signed, hexadecimal; of its JSON where it was read from Stripe's list. */
  readonly bodyHash: string;
  /** `pending` will be handled (again), `done` was, `ignored` is none of ours, `dead` failed too often. */
  readonly status: "pending" | "done" | "ignored" | "dead";
  /** Whether no handler of its type was in the process that filed it, and one that has it is still to tell it. */
  readonly unheard: boolean;
  /** When it was filed so last; null for one that was told, or is to be handled. It stays when it is no news any more. */
  readonly unheardSince: Date | null;
  /** Whether what it says of a payment is stored with that payment: only its own handler has yet to hear of it. */
  readonly merged: boolean;
  /** How often handling failed. */
  readonly attempts: number;
  /** When a pending event is due next. */
  readonly nextAttemptAt: Date | null;
  readonly lastError: string | null;
  readonly receivedAt: Date;
  readonly doneAt: Date | null;
  /** Raised by one with every change. */
  readonly version: number;
}
