import type { Payment } from "@chargeonce/core";
import type { EffectRow, HeardRow, ShopDatabase } from "../shop-database.ts";
import type { Deliveries } from "./deliver.ts";
import type { TrueEvent, Truth } from "./truth.ts";

/** What lies in the inbox of one event. */
export interface InboxRow {
  readonly id: string;
  readonly status: string;
  /** Whether handling it ever failed, so that it was tried again later than its turn. */
  readonly failed: boolean;
}

/** What the shop has at the end. */
export interface ShopState {
  readonly payments: readonly Pick<
    Payment,
    "id" | "status" | "amountRefunded" | "disputes" | "paymentIntentId"
  >[];
  readonly effects: readonly Pick<EffectRow, "kind" | "paymentId" | "about" | "ended">[];
  /** In the order in which they were written. */
  readonly heard: readonly HeardRow[];
  readonly inbox: ReadonlyMap<string, InboxRow>;
}

/** What a soak is judged by. */
export interface Evidence extends ShopState {
  readonly truth: Truth;
  /** Those that the shop must have heard of. */
  readonly events: readonly TrueEvent[];
  readonly deliveries: Deliveries;
}

const OWNER = { account: "", livemode: false, installation: "" };
const PAGE = 1_000;

/** Reads what servers left in the database. */
export async function readShop<Tx>({
  store,
  readEffects,
  readHeard,
}: ShopDatabase<Tx>): Promise<ShopState> {
  const payments: ShopState["payments"][number][] = [];
  for await (const page of pages((mark) =>
    store.payments.list({ ...OWNER, ...mark, limit: PAGE }),
  )) {
    for (const { id, status, amountRefunded, disputes, paymentIntentId } of page) {
      payments.push({ id, status, amountRefunded, disputes, paymentIntentId });
    }
  }
  const inbox = new Map<string, InboxRow>();
  for await (const page of pages((mark) =>
    store.events
      .list({ ...OWNER, ...mark, limit: PAGE })
      .then((events) => events.map((event) => ({ ...event, createdAt: event.receivedAt }))),
  )) {
    for (const { id, status, attempts, lastError } of page) {
      inbox.set(id, { id, status, failed: attempts > 0 || lastError !== null });
    }
  }
  return { payments, effects: await readEffects(), heard: await readHeard(), inbox };
}

/** All pages of a list, the newest first. */
async function* pages<Item extends { readonly id: string; readonly createdAt: Date }>(
  list: (mark: { after?: { at: Date; id: string } }) => Promise<readonly Item[]>,
): AsyncGenerator<readonly Item[]> {
  let mark: { after?: { at: Date; id: string } } = {};
  for (;;) {
    const items = await list(mark);
    yield items;
    const last = items.at(-1);
    if (last === undefined || items.length < PAGE) return;
    mark = { after: { at: last.createdAt, id: last.id } };
  }
}

/** How many events wait to be handled. */
export async function countPending<Tx>({ store }: ShopDatabase<Tx>): Promise<number> {
  return (await store.events.summarize(OWNER)).pending;
}

/** How many payments have something to tell by an instant, or try it again. */
export async function countUntold<Tx>({ store }: ShopDatabase<Tx>, now: Date): Promise<number> {
  const due = await store.payments.listDue({ ...OWNER, now, limit: PAGE });
  return due.filter(({ effects }) => effects.some(({ state }) => state === "due")).length;
}

/** Ids of the events that a server answered with a 2xx and that the store does not hold. */
export async function findLost<Tx>(
  { store }: ShopDatabase<Tx>,
  deliveries: Deliveries,
): Promise<string[]> {
  const acked = [...deliveries].filter(([, { ackedAt }]) => ackedAt !== null).map(([id]) => id);
  const lost: string[] = [];
  for (let from = 0; from < acked.length; from += 100) {
    lost.push(...(await store.events.findUnknown(OWNER, acked.slice(from, from + 100))));
  }
  return lost;
}
