import { alwaysAWay } from "./always-a-way.ts";
import { apart } from "./apart.ts";
import { askedCard } from "./asked-card.ts";
import { chargedOnce } from "./charged-once.ts";
import { copiesKept } from "./copies-kept.ts";
import { declinedIsFinal } from "./declined-is-final.ts";
import { inOrder } from "./in-order.ts";
import { noPhantom } from "./no-phantom.ts";
import { noneLeftOpen } from "./none-left-open.ts";
import { nothingLost } from "./nothing-lost.ts";
import { ownCard } from "./own-card.ts";
import { presentFacts } from "./present-facts.ts";
import { sameDecline } from "./same-decline.ts";
import { toldIsHeard } from "./told-is-heard.ts";
import { toldOnce } from "./told-once.ts";
import type { Judge, Trial } from "./trial.ts";
import { trueAmounts } from "./true-amounts.ts";
import { trueStatus } from "./true-status.ts";

/** An invariant that did not hold. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
}

/** The invariants of the reliability rules, counted in outcomes: Stripe's ledger, what was answered, what handlers heard. */
const JUDGES: Readonly<Record<string, Judge>> = {
  I1: chargedOnce,
  I2: nothingLost,
  I3: noPhantom,
  I4: toldOnce,
  I5: sameDecline,
  I8: declinedIsFinal,
  I9: alwaysAWay,
  I10: apart,
  I11: ({ world }) => world.history.regressions,
  I12: ownCard,
  "the card asked for": askedCard,
  I13: presentFacts,
  I14: inOrder,
  I15: trueAmounts,
  "told means heard": toldIsHeard,
  "none is left open": noneLeftOpen,
  "the status now": trueStatus,
  "contradictions are kept": copiesKept,
  "no mishap": ({ world }) => world.history.mishaps,
};

export function judge(trial: Trial): Violation[] {
  return Object.entries(JUDGES).flatMap(([rule, find]) =>
    [...new Set(find(trial))].map((what) => ({ rule, what })),
  );
}
