import { backoffMs, LONGEST_BACKOFF_MS, MAX_TRIES } from "../decide/effects.ts";
import { hasCome } from "../decide/has-come.ts";
import { type IgnoredBecause, whyIgnored } from "../decide/why-ignored.ts";
import type { Engine } from "../engine.ts";
import { describeError } from "../observability/describe-error.ts";
import { callHandler } from "../outbox/call-handler.ts";
import { HandlerFailed } from "../outbox/handler-failed.ts";
import { heardTransaction } from "../outbox/heard-transaction.ts";
import type { UnitOfWork } from "../ports/store.ts";
import type { WebhookEventStore } from "../ports/webhook-event-store.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import { hearsEvent } from "./hears-event.ts";
import { noteDelivery } from "./note-delivery.ts";
import { countEvent, noteTry } from "./observe-event.ts";
import { hasObject } from "./read-event.ts";

/** An event on its way through, and whether it lies in the inbox yet. */
export interface Inboxed {
  readonly event: WebhookEvent;
  readonly stored: boolean;
}

/** Makes an event durable. @returns It as it is stored, perhaps done long ago, and whether this call inserted it. */
export async function recordEvent(
  engine: Engine,
  event: WebhookEvent,
): Promise<{ event: WebhookEvent; inserted: boolean }> {
  const recorded = await engine.store.events.record(event);
  if (recorded.inserted) {
    engine.logger.debug(
      { event: "event_recorded", event_id: event.id, type: event.type },
      "An event lies in the inbox.",
    );
  }
  return recorded;
}

/** Keeps an event for the worker; nothing of one that belongs to another account or mode. */
export async function keepForWorker(engine: Engine, event: WebhookEvent): Promise<void> {
  const because = whyIgnored(event, engine.gateway, true);
  if (because !== null) {
    await ignoreEvent(engine, { event, stored: false }, because);
    countEvent(engine, "ignored", because);
    return;
  }
  const recorded = await recordEvent(engine, event);
  await noteDelivery(engine.store.events, event, recorded);
  countEvent(engine, recorded.inserted ? "recorded" : "duplicate");
}

/**
 * Files an event that concerns nobody here. Of another account's or mode's nothing is kept: its owner hears of it by a
 * delivery of his own, or reads it in Stripe's list.
 *
 * @param keepsBody Whether what it says stays. It does where it lay in the inbox: somebody was answered for it, it may have
 * failed in a process that has the handler, and Stripe may list it no more.
 */
export async function ignoreEvent(
  engine: Engine,
  { event, stored }: Inboxed,
  because: IgnoredBecause,
  keepsBody = stored,
): Promise<void> {
  engine.logger.debug(
    { event: "event_ignored", event_id: event.id, type: event.type, reason: because },
    "An event concerns nobody here.",
  );
  if (because !== "foreign") return;
  const filed = leftUnheard(closed(event, "ignored", engine.clock.now()), hasObject(event.body));
  const ignored = keepsBody ? filed : { ...filed, body: {} };
  const { events } = engine.store;
  const isFiled = stored
    ? await events.update({ ...ignored, version: event.version + 1 })
    : await fileNew(events, event, ignored);
  if (isFiled) noteMissingObject(engine, event);
}

/** @returns Whether this call filed it. */
async function fileNew(
  events: WebhookEventStore,
  arrived: WebhookEvent,
  ignored: WebhookEvent,
): Promise<boolean> {
  const recorded = await events.record(ignored);
  await noteDelivery(events, arrived, recorded);
  return recorded.inserted;
}

/** Somebody waits for such an event, and will wonder. Once for each: a delivery of one that was filed says nothing. */
function noteMissingObject({ handlers, logger }: Engine, event: WebhookEvent): void {
  if (!handlers.eventTypes.includes(event.type) || hasObject(event.body)) return;
  logger.warn(
    { event: "event_without_object", event_id: event.id, type: event.type },
    "An event that onEvent has a handler for carries no object, so no handler was called: register the webhook endpoint for snapshot events, not thin ones.",
  );
}

/**
 * Tells the application an event once, and files it as done: in one transaction, or, where there are none, one after the
 * other. Whoever has a handler for it has recorded it before, so that nothing is written while the handler runs.
 *
 * @returns Whether this call did it; false when it was done before.
 */
export async function finishEvent(engine: Engine, inbox: Inboxed): Promise<boolean> {
  const { events, transaction } = engine.store;
  if (!hearsEvent(engine, inbox.event)) return fileEvent(engine, inbox, events);
  if (transaction === undefined) return tellAndFile(engine, inbox, { events, tx: undefined });
  return heardTransaction(transaction, (unit, hear) => {
    hear(null);
    return tellAndFile(engine, inbox, unit);
  });
}

/** Files an event as done that nobody here hears; others may. @returns Whether this call did it. */
export async function fileEvent(
  engine: Engine,
  inbox: Inboxed,
  events: WebhookEventStore,
): Promise<boolean> {
  const done = unheardBy(engine, closed(inbox.event, "done", engine.clock.now()));
  if (!inbox.stored) {
    const recorded = await events.record(done);
    if (recorded.inserted) return true;
    await noteDelivery(events, inbox.event, recorded);
    return fileEvent(engine, { event: recorded.event, stored: true }, events);
  }
  const current = await events.findById(inbox.event, inbox.event.id);
  if (current === null || wasFiled(current)) return false;
  await fileAsDone(engine, events, current);
  return true;
}

/** Keeps an event whose handling failed, so that it is tried again; after too many tries it is dead, and visible. */
export async function keepEvent(engine: Engine, inbox: Inboxed, error: unknown): Promise<void> {
  const now = engine.clock.now();
  const failed = (kept: WebhookEvent): WebhookEvent => {
    // Its own handler comes last.
    const isOwn = error instanceof HandlerFailed && error.effect === null;
    const event = { ...kept, merged: kept.merged || isOwn };
    const lastError = describeError(error).message.slice(0, 500);
    // A try before it was due again is not counted: a hundred deliveries at once are one.
    const { nextAttemptAt } = event;
    if (nextAttemptAt !== null && !hasCome(nextAttemptAt, now, LONGEST_BACKOFF_MS)) {
      return { ...event, lastError };
    }
    const attempts = event.attempts + 1;
    const dead = attempts >= MAX_TRIES;
    return {
      ...event,
      status: dead ? "dead" : "pending",
      attempts,
      nextAttemptAt: dead
        ? null
        : new Date(now.getTime() + backoffMs(attempts, engine.ids.fraction())),
      lastError,
    };
  };
  engine.logger.error(
    { event: "webhook_event_failed", event_id: inbox.event.id, type: inbox.event.type, error },
    "An event was not handled; it is kept and tried again, up to twenty times.",
  );
  if (error instanceof HandlerFailed && error.effect === null) {
    engine.telemetry.count("chargeonce.handler.failures", { "chargeonce.handler": "onEvent" });
  }
  const { events } = engine.store;
  const kept = inbox.stored
    ? await events.findById(inbox.event, inbox.event.id)
    : await insertOrFind(engine, inbox.event, failed(inbox.event));
  if (kept === null || kept.status !== "pending") return;
  const again = failed(kept);
  if (await events.update({ ...again, version: kept.version + 1 })) noteTry(engine, kept, again);
}

/** @returns null when this call inserted it. */
async function insertOrFind(
  engine: Engine,
  event: WebhookEvent,
  failed: WebhookEvent,
): Promise<WebhookEvent | null> {
  const recorded = await engine.store.events.record(failed);
  if (!recorded.inserted) return recorded.event;
  noteTry(engine, event, failed);
  return null;
}

async function tellAndFile(
  engine: Engine,
  inbox: Inboxed,
  { events, tx }: Pick<UnitOfWork<unknown>, "events" | "tx">,
): Promise<boolean> {
  const current = await events.findById(inbox.event, inbox.event.id);
  if (current === null || wasFiled(current)) return false;
  try {
    await callHandler(engine, (signal) => engine.handlers.tellEvent(current, { tx, signal }));
  } catch (error) {
    throw new HandlerFailed(null, error);
  }
  await fileAsDone(engine, events, current);
  return true;
}

function wasFiled({ status }: WebhookEvent): boolean {
  return status === "done" || status === "ignored";
}

function unheardBy({ handlers }: Engine, event: WebhookEvent): WebhookEvent {
  const unheard = !handlers.eventTypes.includes(event.type) && hasObject(event.body);
  return leftUnheard(event, unheard);
}

/** How long it is news counts from now on, however long ago it came: a handler may have failed at it for days. */
function leftUnheard(filed: WebhookEvent, unheard: boolean): WebhookEvent {
  return { ...filed, unheard, unheardSince: unheard ? filed.doneAt : null };
}

/** Whoever was slow was taken for dead, and a failed try was counted meanwhile: it has told the event all the same. */
async function fileAsDone(
  engine: Engine,
  events: WebhookEventStore,
  told: WebhookEvent,
): Promise<void> {
  let current: WebhookEvent | null = told;
  while (current !== null && !wasFiled(current)) {
    const done = unheardBy(engine, closed(current, "done", engine.clock.now()));
    if (await events.update({ ...done, version: current.version + 1 })) return;
    current = await events.findById(told, told.id);
  }
}

function closed(event: WebhookEvent, status: "done" | "ignored", doneAt: Date): WebhookEvent {
  return { ...event, status, doneAt, nextAttemptAt: null };
}
