import { arrangeEffects } from "../decide/effect-order.ts";
import { type Engine, trustedNow } from "../engine.ts";
import type { UnitOfWork } from "../ports/store.ts";
import type { Payment } from "../records/payment.ts";
import { compareAndSet, type Decision } from "./compare-and-set.ts";
import { HandlerFailed } from "./handler-failed.ts";
import { heardTransaction } from "./heard-transaction.ts";
import { noteChange } from "./note-change.ts";
import { nextToTell, recordFailure, type Told, tellEffects, tellWithin } from "./tell-effects.ts";

/** What came of a change. */
export interface Change extends Told {
  /** Whether `alongside` was committed with it. */
  readonly alongsideDone: boolean;
}

/** What commits together with the change and the first thing told. */
export type Alongside = (unit: UnitOfWork<unknown>) => Promise<void>;

/**
 * Changes a payment and tells the application what follows.
 *
 * With transactions, the change, the first handler's writes and `alongside` commit together; where there is more to tell,
 * `alongside` is left to the caller. Without transactions the change is stored with its effects due, then they are told (at
 * least once), and `alongside` is not called.
 * Where the handlers are elsewhere nothing is told: the effects stay due for them.
 * A handler that fails rolls back its own writes, never the change: that is stored without it, the effect stays due.
 */
export async function changePayment(
  engine: Engine,
  read: Payment,
  decide: Decision,
  alongside?: Alongside,
): Promise<Change> {
  const { hears, elsewhere } = engine.handlers;
  const arranged: Decision = (payment, fresh) =>
    arrangeEffects(decide(payment, fresh), { hears, wakes: !elsewhere, now: trustedNow(engine) });
  const tellsNow = nextToTell(engine, arranged(read, true)) !== undefined;
  const wantsTransaction = alongside !== undefined || tellsNow;
  if (!wantsTransaction || engine.store.transaction === undefined) {
    const told = await tellEffects(engine, await compareAndSet(engine, read, arranged));
    return { ...told, alongsideDone: false };
  }
  try {
    const changed = await heardTransaction(engine.store.transaction, async (unit, hear) => {
      const current = (await unit.payments.findById(read.id)) ?? read;
      const next = arranged(current, current.version === read.version);
      const told = await tellWithin(engine, { unit, hear }, { current, next });
      // What goes along says that all was told: it waits until it was.
      const alongsideDone = alongside !== undefined && nextToTell(engine, told) === undefined;
      if (alongsideDone) await alongside(unit);
      return { current, told, alongsideDone };
    });
    noteChange(engine, changed.current, changed.told);
    return { ...(await tellEffects(engine, changed.told)), alongsideDone: changed.alongsideDone };
  } catch (error) {
    if (!(error instanceof HandlerFailed)) throw error;
    const changed = await compareAndSet(engine, read, arranged);
    const counted = await recordFailure(engine, changed, error);
    const tried = new Set(error.effect === null ? [] : [error.effect.key]);
    const rest = await tellEffects(engine, counted, tried);
    return { payment: rest.payment, failure: error, alongsideDone: false };
  }
}
