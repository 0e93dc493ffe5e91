import { LONGEST_LOOK_MS } from "../decide/due.ts";
import { LONGEST_BACKOFF_MS } from "../decide/effects.ts";
import { believedUntil } from "../decide/has-come.ts";
import { ownerOf } from "../decide/is-ours.ts";
import type { Engine } from "../engine.ts";
import { isPaymentsError } from "../errors.ts";
import { handleEvent } from "../inbox/handle-event.ts";
import { otherAccount, samenessOf } from "../intents/same-account.ts";
import type { Payment } from "../records/payment.ts";
import { countEventLeftBehind, countPaymentLeftBehind } from "./left-behind.ts";
import { lookAtPayment } from "./look-at-payment.ts";
import { workThrough } from "./work-through.ts";

/** What was due and looked at. */
export interface Settled {
  readonly payments: number;
  /** Pending events. */
  readonly events: number;
  /** Of both, how many failed and are due again later. */
  readonly failed: number;
}

/** How what is due is worked through. */
export interface SettleOptions {
  /** At most this many events or payments at once. */
  readonly concurrency: number;
  /** Begins nothing new once it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Ids of what is being handled now by whoever shares this set; that is passed over. */
  readonly inHand?: Set<string> | undefined;
  /** Hears of each that was looked at. */
  readonly onSettled?: ((what: "event" | "payment") => void) | undefined;
}

/** Whether events are left to the processes that have handlers: this one has none of either kind. */
export function leavesEvents({ handlers }: Engine): boolean {
  return handlers.elsewhere && handlers.eventTypes.length === 0;
}

/** Whether only another account's key can ask Stripe about a payment: it is left as it is to who has that key. */
async function isOtherAccounts(engine: Engine, { reservedWith }: Payment): Promise<boolean> {
  return (await samenessOf(engine, reservedWith)) === "other";
}

/** So long other workers leave alone what was taken. After that this one is taken for dead, see `left-behind.ts`. */
const TAKEN_FOR_MS = 120_000;

/**
 * Handles the events and looks at the payments that are due by now, each once. One that fails holds up no other.
 *
 * Where the handlers are elsewhere the events are left to them.
 *
 * @throws PaymentsError `store_unavailable`.
 */
export async function settleDue(engine: Engine, options: SettleOptions): Promise<Settled> {
  const { store, clock, gateway } = engine;
  const { concurrency, signal, onSettled, inHand = new Set() } = options;
  let failed = 0;
  const attempt = async (what: "event" | "payment", id: string, work: () => Promise<unknown>) => {
    const about = what === "event" ? { event_id: id } : { payment_id: id };
    if (inHand.has(id)) return;
    inHand.add(id);
    try {
      await work();
    } catch (error) {
      failed += 1;
      const code = isPaymentsError(error) ? error.code : "internal_error";
      engine.logger.warn(
        { event: "reconcile_failed", ...about, code, error },
        "Reconciling failed here; it is due again later.",
      );
    } finally {
      inHand.delete(id);
    }
    onSettled?.(what);
  };
  const now = clock.now();
  // Servers of other accounts, modes and installations may share the store: this key cannot ask about what is theirs.
  const due = (limit: number, longestWaitMs: number) => {
    // Not the run's beginning, but this moment: what others plan meanwhile is later than what could be planned then.
    const takenAt = clock.now();
    return {
      ...ownerOf(gateway),
      now,
      limit,
      believedUntil: believedUntil(takenAt, longestWaitMs),
      takenUntil: new Date(takenAt.getTime() + TAKEN_FOR_MS),
      keptUntil: believedUntil(takenAt, TAKEN_FOR_MS),
    };
  };
  const events = leavesEvents(engine)
    ? 0
    : await workThrough({
        concurrency,
        signal,
        take: (limit) => store.events.takeDue(due(limit, LONGEST_BACKOFF_MS)),
        handle: ({ item: event, leftBehind }) =>
          attempt("event", event.id, () =>
            leftBehind
              ? countEventLeftBehind(engine, event)
              : handleEvent(engine, { event, stored: true }),
          ),
        putBack: (event) => store.events.update({ ...event, version: event.version + 1 }),
      });
  const putBack = (payment: Payment) =>
    store.payments.update({ ...payment, version: payment.version + 1 });
  const payments = await workThrough({
    concurrency,
    signal,
    take: (limit) => store.payments.takeDue(due(limit, LONGEST_LOOK_MS)),
    handle: ({ item: payment, leftBehind }) =>
      attempt("payment", payment.id, async () => {
        if (await isOtherAccounts(engine, payment)) {
          await putBack(payment);
          throw otherAccount(engine);
        }
        await (leftBehind
          ? countPaymentLeftBehind(engine, payment)
          : lookAtPayment(engine, payment));
      }),
    putBack,
  });
  return { payments, events, failed };
}
