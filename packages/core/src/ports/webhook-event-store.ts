import type { JsonObject } from "../payment.ts";

/** A verified event of Stripe's, as it lies in the inbox. */
export interface WebhookEvent {
  /** `evt_…`; unique. */
  readonly id: string;
  readonly type: string;
  /** Connected account (`acct_…`), or `""`. */
  readonly account: string;
  readonly livemode: boolean;
  /** Id of `data.object`; null when it has none. */
  readonly objectId: string | null;
  /** The verified JSON without any `client_secret`. */
  readonly body: JsonObject;
  /** SHA-256 of the bytes that Stripe signed, hexadecimal. */
  readonly bodyHash: string;
  /** `pending` will be handled (again), `done` was, `ignored` is none of ours, `dead` failed too often. */
  readonly status: "pending" | "done" | "ignored" | "dead";
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

/**
 * The inbox. Durable once a promise resolves; throws PaymentsError `store_unavailable` as the payment store does.
 * Inside `Store.transaction` a read locks the row until the transaction ends.
 */
export interface WebhookEventStore {
  /**
   * Records an event. Atomic insert if absent by event id.
   *
   * @returns The stored event and whether this call inserted it. An existing event is never changed.
   */
  record(event: WebhookEvent): Promise<{ event: WebhookEvent; inserted: boolean }>;

  /**
   * Replaces an event if nobody else did since it was read (compare-and-set).
   *
   * @param event The new record; its `version` is one above the version that was read.
   * @returns True when written; false when the stored version is another one.
   */
  update(event: WebhookEvent): Promise<boolean>;

  /** Finds an event by its id. @returns null when absent. */
  findById(id: string): Promise<WebhookEvent | null>;

  /** Lists pending events whose `nextAttemptAt` has come, the longest due first. @param limit At most this many. */
  listDue(now: Date, limit: number): Promise<WebhookEvent[]>;
}
