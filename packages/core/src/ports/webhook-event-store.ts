import type { Owner } from "../records/owner.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import type { DueQuery, PageMark, Taken, TakeQuery } from "./queries.ts";

/** Which events to list; what is absent does not narrow. */
export interface EventQuery extends Owner {
  readonly status?: WebhookEvent["status"];
  readonly type?: string;
  readonly paymentIntentId?: string;
  /** Only those that are, or are not, {@link WebhookEvent.unheard}. */
  readonly unheard?: boolean;
  /** `receivedAt` and `id` of the last event of the page before. */
  readonly after?: PageMark;
  /** At most this many. */
  readonly limit: number;
}

/** What of the inbox an operator must know. */
export interface EventSummary {
  readonly pending: number;
  /** `receivedAt` of the pending event that waits longest; null when none waits. */
  readonly oldestPendingAt: Date | null;
  readonly dead: number;
  /** When the last event of all came in; null before the first. */
  readonly lastReceivedAt: Date | null;
}

/**
 * The inboxes, one for each owner: an event is known by its owner and its id, and what one has filed hides nothing from
 * another. Durable once a promise resolves; throws PaymentsError `store_unavailable` as the payment store does.
 * Inside `Store.transaction` a read locks the row until the transaction ends.
 */
export interface WebhookEventStore {
  /**
   * Records an event. Atomic insert if absent by owner and event id.
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

  /** Finds an owner's event by its id. @returns null when absent. */
  findById(owner: Owner, id: string): Promise<WebhookEvent | null>;

  /**
   * Takes pending events whose `nextAttemptAt` has come, the longest due first, so that workers share them. Atomic: of N
   * concurrent calls no two take the same event. A taken one is not taken again until `takenUntil`, or until it is updated.
   *
   * Of several due events of one `paymentIntentId` only the first by `nextAttemptAt`, then `id`, can be taken, and while
   * it is taken no other: so each payment's events come one after the other. An event whose turn comes later, because it
   * failed, holds nobody up.
   *
   * @returns Each as it is stored, and whether it was left behind, see {@link Taken}.
   */
  takeDue(query: TakeQuery): Promise<Taken<WebhookEvent>[]>;

  /** Lists pending events whose `nextAttemptAt` has come, taken or not, the longest due first. */
  listDue(query: DueQuery): Promise<WebhookEvent[]>;

  /** Says which of these event ids the owner's inbox has not. @param ids At most 100. */
  findUnknown(owner: Owner, ids: readonly string[]): Promise<string[]>;

  /** Lists events, the newest first: by `receivedAt`, then by `id`. */
  list(query: EventQuery): Promise<WebhookEvent[]>;

  /** Counts what an operator must know. */
  summarize(owner: Owner): Promise<EventSummary>;

  /**
   * Removes an owner's events that are `done` or `ignored` and that Stripe made before an instant; never `pending` or
   * `dead` ones.
   *
   * @param createdBefore By Stripe's clock, as `createdAt` is: whether Stripe still sends an event again is for it to say.
   * @param limit At most this many. @returns How many were removed.
   */
  removeHandled(owner: Owner, createdBefore: Date, limit: number): Promise<number>;
}
