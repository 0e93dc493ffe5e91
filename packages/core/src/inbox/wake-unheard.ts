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

/** So many pages of Stripe's list are asked for at a time; the rest by the next call. */
const MOST_CALLS = 20;

const LISTED_WITHIN_MS = 3_600_000;

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
  const silent: WebhookEvent[] = [];
  for (const type of engine.handlers.eventTypes) {
    silent.push(...(await wakeEvents(engine, type, signal)));
  }
  await wakeSilent(engine, silent, signal);
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

/** @returns Those that were filed without what they say: Stripe must be asked, which may fail, so they come last. */
async function wakeEvents(
  engine: Engine,
  type: string,
  signal: AbortSignal | undefined,
): Promise<WebhookEvent[]> {
  const silent: WebhookEvent[] = [];
  const { events } = engine.store;
  const query = { ...ownerOf(engine.gateway), type, unheard: true, limit: PAGE };
  for (let after: { at: Date; id: string } | undefined; !signal?.aborted; ) {
    const page = await events.list({ ...query, ...(after && { after }) });
    for (const event of page) {
      if (!isNews(engine, event)) await giveUp(engine, event);
      else if (hasObject(event.body)) await wake(engine, event, event.body);
      else silent.push(event);
      after = { at: event.receivedAt, id: event.id };
    }
    if (page.length < PAGE) break;
  }
  return silent;
}

/** Asks for many at once: a page from the newest on, then from the next one that was not on it. */
async function wakeSilent(
  engine: Engine,
  silent: readonly WebhookEvent[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { gateway, clock } = engine;
  let open = [...silent].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  let after: string | undefined;
  for (let calls = 0; calls < MOST_CALLS && !signal?.aborted; calls += 1) {
    const [newest, oldest] = [open[0], open.at(-1)];
    if (newest === undefined || oldest === undefined) return;
    const range = { createdFrom: oldest.createdAt, createdTo: newest.createdAt };
    const deadlineAt = stripeDeadline(engine);
    const page = await gateway.listEvents({ ...range, deadlineAt, ...(after && { after }) });
    if (page.kind !== "page") throw failureOf(engine, null, page);
    const listed = await Promise.all(
      page.items.map((item) => readListedEvent(item, gateway, clock.now())),
    );
    const bodies = new Map(listed.map(({ id, body }) => [id, body]));
    // In the second that the page ends in there may be more.
    const lastMs =
      page.next === null ? Number.NEGATIVE_INFINITY : (listed.at(-1)?.createdAt.getTime() ?? 0);
    const left: WebhookEvent[] = [];
    for (const event of open) {
      const body = bodies.get(event.id);
      if (body !== undefined) await wake(engine, event, body);
      else if (event.createdAt.getTime() > lastMs) await noteUnlisted(engine, event);
      else left.push(event);
    }
    open = left;
    after = open[0]?.createdAt.getTime() === lastMs ? (page.next ?? undefined) : undefined;
  }
}

/** Stripe may list an event later than it was made; after an hour it never will. */
async function noteUnlisted(engine: Engine, event: WebhookEvent): Promise<void> {
  const age = trustedNow(engine).getTime() - event.createdAt.getTime();
  if (age >= LISTED_WITHIN_MS) await giveUp(engine, event);
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

function since(engine: Engine): Date {
  return new Date(trustedNow(engine).getTime() - UNHEARD_FOR_MS);
}
