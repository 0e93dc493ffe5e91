import { UNHEARD_FOR_MS } from "../decide/effect-order.ts";
import { ownerOf } from "../decide/is-ours.ts";
import { type Engine, stripeDeadline, trustedNow } from "../engine.ts";
import { compareAndSet } from "../outbox/compare-and-set.ts";
import type { EffectKind, JsonObject } from "../records/payment.ts";
import type { WebhookEvent } from "../records/webhook-event.ts";
import { failureOf } from "../wire/stripe-failure.ts";
import { hearsEvent } from "./hears-event.ts";
import { hasObject, readListedEvent } from "./read-event.ts";

const PAGE = 100;

const KINDS: readonly EffectKind[] = [
  "succeeded",
  "authorized",
  "failed",
  "canceled",
  "review",
  "refunded",
  "disputed",
];

/**
 * Makes due what other processes on this store could tell nobody and this one can: of payments and of events, what was left
 * so within three days. Then it is taken and told like anything else.
 *
 * @throws PaymentsError by what Stripe answered, and `store_unavailable`: what was not woken is woken by the next call.
 */
export async function wakeUnheard(engine: Engine, signal?: AbortSignal): Promise<void> {
  await wakePayments(engine, signal);
  for (const type of engine.handlers.eventTypes) await wakeEvents(engine, type, signal);
}

/**
 * An event that is delivered here and was filed by a process without a handler for it.
 *
 * @param recorded What the inbox has of it. @param arrived As it came in just now, with what it says.
 * @returns It as it is then.
 */
export async function wakeIfUnheard(
  engine: Engine,
  { event: recorded }: { event: WebhookEvent },
  arrived: WebhookEvent,
): Promise<WebhookEvent> {
  if (recorded.unheardSince === null || !hearsEvent(engine, arrived)) return recorded;
  return (await wake(engine, recorded, arrived.body)) ?? recorded;
}

async function wakePayments(engine: Engine, signal: AbortSignal | undefined): Promise<void> {
  const { handlers, store, gateway } = engine;
  if (handlers.elsewhere) return;
  const query = { kinds: KINDS.filter(handlers.hears), since: since(engine), limit: PAGE };
  while (!signal?.aborted) {
    const page = await store.payments.listUnheard({ ...ownerOf(gateway), ...query });
    // Whoever writes it leaves nothing unheard that is heard here.
    for (const payment of page) await compareAndSet(engine, payment, (each) => ({ ...each }));
    if (page.length < PAGE) return;
  }
}

async function wakeEvents(
  engine: Engine,
  type: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { events } = engine.store;
  const query = { ...ownerOf(engine.gateway), type, unheard: true, limit: PAGE };
  for (let after: { at: Date; id: string } | undefined; !signal?.aborted; ) {
    const page = await events.list({ ...query, ...(after && { after }) });
    for (const event of page) {
      await (isNews(engine, event) ? wakeEvent(engine, event) : giveUp(engine, event));
      after = { at: event.receivedAt, id: event.id };
    }
    if (page.length < PAGE) return;
  }
}

async function wakeEvent(engine: Engine, event: WebhookEvent): Promise<void> {
  // What concerned nobody was filed without what it says.
  const body = hasObject(event.body) ? event.body : await askStripe(engine, event);
  if (body !== null) await wake(engine, event, body);
}

/** Nobody looks at it again, unless it is delivered once more. */
async function giveUp({ store }: Engine, event: WebhookEvent): Promise<void> {
  await store.events.update({ ...event, unheard: false, version: event.version + 1 });
}

function isNews(engine: Engine, { unheardSince }: WebhookEvent): boolean {
  return unheardSince !== null && unheardSince >= since(engine);
}

/** @returns Null when somebody else has changed it meanwhile. */
async function wake(
  { store, clock }: Engine,
  event: WebhookEvent,
  body: JsonObject,
): Promise<WebhookEvent | null> {
  const version = event.version + 1;
  const pending = {
    status: "pending",
    unheard: false,
    unheardSince: null,
    doneAt: null,
    nextAttemptAt: clock.now(),
  } as const;
  const merged = event.merged || event.status === "done";
  const woken: WebhookEvent = { ...event, ...pending, merged, body, version };
  return (await store.events.update(woken)) ? woken : null;
}

/** What the event says; null when Stripe does not list it any more. */
async function askStripe(engine: Engine, event: WebhookEvent): Promise<JsonObject | null> {
  const { gateway, clock } = engine;
  const second = { createdFrom: event.createdAt, createdTo: event.createdAt };
  for (let after: string | null | undefined; after !== null; ) {
    const deadlineAt = stripeDeadline(engine);
    const page = await gateway.listEvents({ ...second, deadlineAt, ...(after && { after }) });
    if (page.kind !== "page") throw failureOf(engine, null, page);
    const found = page.items.find(({ id }) => id === event.id);
    if (found !== undefined) return (await readListedEvent(found, gateway, clock.now())).body;
    after = page.next;
  }
  return null;
}

function since(engine: Engine): Date {
  return new Date(trustedNow(engine).getTime() - UNHEARD_FOR_MS);
}
