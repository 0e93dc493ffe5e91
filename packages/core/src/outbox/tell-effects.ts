import { nextEffect } from "../decide/effect-order.ts";
import { effectFailed, effectTold, LONGEST_BACKOFF_MS } from "../decide/effects.ts";
import { hasCome } from "../decide/has-come.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { UnitOfWork } from "../ports/store.ts";
import type { Effect, Payment } from "../records/payment.ts";
import { callHandler } from "./call-handler.ts";
import { compareAndSet, nextVersion, readAgain } from "./compare-and-set.ts";
import { HandlerFailed } from "./handler-failed.ts";
import { type Hear, heardTransaction } from "./heard-transaction.ts";
import { noteChange } from "./note-change.ts";

/** What came of telling. */
export interface Told {
  readonly payment: Payment;
  /** A handler's failure; its effect stays due, and what comes after it waits. */
  readonly failure: HandlerFailed | null;
}

/**
 * Tells the application everything that is due of a payment, one after the other in the order in which it happened.
 * Where one fails the rest waits.
 *
 * @param alreadyTried Has its own time: neither it nor what comes after it is told.
 */
export function tellEffects(
  engine: Engine,
  payment: Payment,
  alreadyTried: ReadonlySet<string> = new Set(),
): Promise<Told> {
  return tellOneByOne(engine, payment, ({ key }) => !alreadyTried.has(key));
}

/** The same in a worker: what waits for its next try waits. */
export async function tellInTurn(engine: Engine, payment: Payment): Promise<Payment> {
  const now = engine.clock.now();
  const told = await tellOneByOne(engine, payment, ({ dueAt }) =>
    hasCome(dueAt, now, LONGEST_BACKOFF_MS),
  );
  return told.payment;
}

/** What this process tells next of a payment; nothing where the handlers are elsewhere. */
export function nextToTell({ handlers }: Engine, payment: Payment): Effect | undefined {
  return handlers.elsewhere ? undefined : nextEffect(payment, handlers.hears);
}

async function tellOneByOne(
  engine: Engine,
  payment: Payment,
  isInTurn: (effect: Effect) => boolean,
): Promise<Told> {
  const tried = new Set<string>();
  let current = payment;
  for (;;) {
    const effect = nextToTell(engine, current);
    if (effect === undefined || tried.has(effect.key) || !isInTurn(effect)) {
      return { payment: current, failure: null };
    }
    tried.add(effect.key);
    try {
      current = await tellOne(engine, current, effect);
    } catch (error) {
      if (!(error instanceof HandlerFailed)) throw error;
      return { payment: await recordFailure(engine, current, error), failure: error };
    }
  }
}

/** The change, one effect of it and whatever goes along, in one transaction. */
export async function tellWithin(
  engine: Engine,
  { unit, hear }: { unit: UnitOfWork<unknown>; hear: Hear },
  { current, next }: { current: Payment; next: Payment },
): Promise<Payment> {
  const effect = nextToTell(engine, next);
  if (effect !== undefined) {
    hear(effect);
    return tellAndWrite(engine, unit, { current, next, effect });
  }
  return next === current ? current : overwrite(engine, unit, current, next);
}

/** Counts a failed try, so that it is repeated later. */
export async function recordFailure(
  engine: Engine,
  payment: Payment,
  failure: HandlerFailed,
): Promise<Payment> {
  const { effect } = failure;
  engine.logger.error(
    {
      event: "handler_failed",
      payment_id: payment.id,
      effect: effect?.key ?? null,
      error: failure.cause,
    },
    "A payment handler failed; it is tried again, up to twenty times.",
  );
  if (effect === null) return payment;
  engine.telemetry.count("chargeonce.handler.failures", { "chargeonce.handler": effect.kind });
  const failed = {
    error: failure.message.slice(0, 500),
    at: engine.clock.now(),
    fraction: engine.ids.fraction(),
  };
  return compareAndSet(engine, payment, (each) => {
    const stored = each.effects.find((one) => one.key === effect.key);
    return stored?.state === "due" ? effectFailed(each, stored, failed) : each;
  });
}

async function tellOne(engine: Engine, payment: Payment, effect: Effect): Promise<Payment> {
  const { store } = engine;
  if (store.transaction === undefined) {
    const current = await readAgain(engine, payment.id);
    if (nextToTell(engine, current)?.key !== effect.key) return current;
    const answer = await hear(engine, current, effect, undefined);
    const at = engine.clock.now();
    return compareAndSet(engine, current, (each) =>
      stillDue(each, effect) ? effectTold(each, effect, { answer, at }) : each,
    );
  }
  const written = await heardTransaction(store.transaction, async (unit, hear) => {
    const current = (await unit.payments.findById(payment.id)) ?? payment;
    // Somebody else may have told it meanwhile, or learned of something that comes before it.
    if (nextToTell(engine, current)?.key !== effect.key) return { current, told: current };
    hear(effect);
    return { current, told: await tellAndWrite(engine, unit, { current, next: current, effect }) };
  });
  noteChange(engine, written.current, written.told);
  return written.told;
}

/**
 * Tells, and writes that it was told. A handler that swallowed its database's error leaves a transaction that takes
 * nothing more: what the store refuses after a handler counts as the handler's failure, so that the change is stored
 * without it. When the store is gone, that write says so.
 */
async function tellAndWrite(
  engine: Engine,
  unit: UnitOfWork<unknown>,
  { current, next, effect }: { current: Payment; next: Payment; effect: Effect },
): Promise<Payment> {
  const told = await tell(engine, next, effect, unit.tx);
  try {
    return await overwrite(engine, unit, current, told);
  } catch (error) {
    throw new HandlerFailed(effect, error);
  }
}

/** Writes over what the transaction read. */
async function overwrite(
  engine: Engine,
  unit: UnitOfWork<unknown>,
  current: Payment,
  next: Payment,
): Promise<Payment> {
  const stamped = nextVersion(engine, current, next);
  if (await unit.payments.update(stamped)) return stamped;
  // The transaction locked the row by reading it: a store that lets another writer in breaks its contract.
  throw new PaymentsError(
    "store_unavailable",
    "The payment changed inside a transaction; repeat the request.",
  );
}

function stillDue(payment: Payment, effect: Effect): boolean {
  return payment.effects.some((each) => each.key === effect.key && each.state === "due");
}

async function tell(
  engine: Engine,
  payment: Payment,
  effect: Effect,
  tx: unknown,
): Promise<Payment> {
  const answer = await hear(engine, payment, effect, tx);
  return effectTold(payment, effect, { answer, at: engine.clock.now() });
}

async function hear(engine: Engine, payment: Payment, effect: Effect, tx: unknown) {
  try {
    return await callHandler(engine, (signal) =>
      engine.handlers.tell(effect, payment, { tx, signal }),
    );
  } catch (error) {
    throw new HandlerFailed(effect, error);
  }
}
