import type { Engine } from "../engine.ts";
import type { Payment } from "../records/payment.ts";
import { tellEffects } from "./tell-effects.ts";

/** The same engine, as it is where the handlers are elsewhere: all that is due stays due. */
export function tellingNothing(engine: Engine): Engine {
  return { ...engine, handlers: { ...engine.handlers, elsewhere: true } };
}

/**
 * Finds something out about a payment, and tells the application only when it is stored. A handler that ends the process
 * takes nothing back then: what it was told is due, and whoever takes the payment next can count it.
 *
 * @param find Works with an engine that tells nothing. @returns The payment as it is then.
 */
export async function tellAfterwards(
  engine: Engine,
  before: Payment,
  find: (quiet: Engine) => Promise<Payment>,
): Promise<Payment> {
  const after = await find(tellingNothing(engine));
  // What was due before has its own time.
  const known = new Set(before.effects.map(({ key }) => key));
  return (await tellEffects(engine, after, known)).payment;
}
