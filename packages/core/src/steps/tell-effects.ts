import { effectFailed, effectInTurn, effectTold, nextDueEffect } from "../decide/effects.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Effect, Payment } from "../payment.ts";
import type { UnitOfWork } from "../ports/store.ts";
import { compareAndSet, nextVersion } from "./compare-and-set.ts";
import { HandlerFailed } from "./handler-failed.ts";
import { type Hear, heardTransaction } from "./heard-transaction.ts";
import { noteChange } from "./note-change.ts";

/** What came of telling. */
export interface Told {
  readonly payment: Payment;
  /** The first failure of a handler; its effect stays due. */
  readonly failure: HandlerFailed | null;
}

/** Tells the application everything that is due of a payment, each thing by itself, so that one failure blocks no other. */
export function tellEffects(
  engine: Engine,
  payment: Payment,
  alreadyTried: ReadonlySet<string> = new Set(),
): Promise<Told> {
  return tellOneByOne(engine, payment, { alreadyTried, pick: nextDueEffect });
}

/** The same in a worker: what waits for its next try waits, and who has waited longest comes first. */
export async function tellInTurn(engine: Engine, payment: Payment): Promise<Payment> {
  const now = engine.clock.now();
  const told = await tellOneByOne(engine, payment, {
    alreadyTried: new Set(),
    pick: (current, tried) => effectInTurn(current, tried, { now, hears: engine.handlers.hears }),
  });
  return told.payment;
}

async function tellOneByOne(
  engine: Engine,
  payment: Payment,
  { alreadyTried, pick }: { alreadyTried: ReadonlySet<string>; pick: typeof nextDueEffect },
): Promise<Told> {
  if (engine.handlers.elsewhere) return { payment, failure: null };
  const tried = new Set(alreadyTried);
  let current = payment;
  let failure: HandlerFailed | null = null;
  for (;;) {
    const effect = pick(current, tried);
    if (effect === undefined) return { payment: current, failure };
    tried.add(effect.key);
    try {
      current = await tellOne(engine, current, effect);
    } catch (error) {
      if (!(error instanceof HandlerFailed)) throw error;
      failure ??= error;
      current = await recordFailure(engine, current, error);
    }
  }
}

/** The change, one effect of it and whatever goes along, in one transaction. */
export async function tellWithin(
  engine: Engine,
  { unit, hear }: { unit: UnitOfWork<unknown>; hear: Hear },
  { current, next }: { current: Payment; next: Payment },
): Promise<Payment> {
  const effect = nextDueEffect(next, new Set());
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
    const answer = await hear(engine, payment, effect, undefined);
    const at = engine.clock.now();
    return compareAndSet(engine, payment, (each) =>
      stillDue(each, effect) ? effectTold(each, effect, { answer, at }) : each,
    );
  }
  const written = await heardTransaction(store.transaction, async (unit, hear) => {
    const current = (await unit.payments.findById(payment.id)) ?? payment;
    if (!stillDue(current, effect)) return { current, told: current };
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
    return await engine.handlers.tell(effect, payment, tx);
  } catch (error) {
    throw new HandlerFailed(effect, error);
  }
}
