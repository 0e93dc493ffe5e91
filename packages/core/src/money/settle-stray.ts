import { whyNotClosed } from "../decide/money/judge-resolution.ts";
import type { Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Resolution } from "../records/contradiction.ts";
import type { StrayCharge } from "../records/stray-charge.ts";
import { askAboutMoney } from "./ask-about-money.ts";

/**
 * Ends a stray charge by a person's decision, once Stripe bears it out.
 *
 * @throws PaymentsError `invalid_request` when it has ended already, or Stripe says otherwise.
 */
export async function settleStray(
  engine: Engine,
  found: StrayCharge,
  { as, by }: { as: Resolution; by: string | null },
): Promise<StrayCharge> {
  const { money } = await askAboutMoney(engine, null, found.id);
  return changeStray(engine, found, (stray) => {
    if (stray.resolvedAt !== null) throw refuse("There is nothing to resolve any more.");
    const why = as === "closed" ? whyNotClosed(money) : whyNotKept(as, money.kept);
    if (why !== null) throw refuse(why);
    const at = engine.clock.now();
    const resolvedAs = as === "closed" ? "closed" : "kept";
    const decisions = [...stray.decisions, { as, at, by }];
    return { ...stray, resolvedAt: at, resolvedAs, decisions };
  });
}

/** Writes what is decided; a lost race reads again and decides again. */
export async function changeStray(
  { store: { strays } }: Engine,
  read: StrayCharge,
  decide: (stray: StrayCharge) => StrayCharge,
): Promise<StrayCharge> {
  let current: StrayCharge | null = read;
  while (current !== null) {
    const next = decide(current);
    if (next === current) return current;
    const stamped = { ...next, version: current.version + 1 };
    if (await strays.update(stamped)) return stamped;
    current = await strays.find(read, read.id);
  }
  throw new PaymentsError(
    "internal_error",
    "A stored charge has disappeared from the database; restore it from a backup.",
  );
}

function whyNotKept(as: Resolution, kept: number): string | null {
  if (as === "paid") {
    return 'No payment here stands for this money, so none can count as paid: resolve it as "kept" where it stays, or as "closed" after it went back.';
  }
  return kept > 0 ? null : 'The money has gone back: resolve it as "closed".';
}

function refuse(message: string): PaymentsError {
  return new PaymentsError("invalid_request", message);
}
