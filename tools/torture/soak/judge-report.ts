import type { Reconciled } from "./ask-server.ts";

/** @returns One sentence for each thing that a run must not find. */
export function* judgeReport(run: string, { problems, comparison }: Reconciled): Generator<string> {
  for (const { part, code, message } of problems) {
    yield `${run} did not come to its end in ${part}: ${code}, ${message}`;
  }
  if (comparison === null) return;
  for (const kind of ["paidThereNotHere", "paidHereNotThere"] as const) {
    for (const { paymentIntentId, because } of comparison[kind]) {
      yield `${run} lists ${paymentIntentId} as ${kind}: ${because}`;
    }
  }
}

/** What a second run must not find any more, with nobody paying in between. */
export function* judgeSecondRun(found: Reconciled): Generator<string> {
  yield* judgeReport("A second run", found);
  const { feed, events, comparison } = found;
  if (feed !== null && feed.missed > 0) yield `A second run misses ${feed.missed} events.`;
  if (events > 0) yield `A second run finds ${events} events to handle.`;
  if (comparison !== null && comparison.outdated > 0) {
    yield `A second run finds ${comparison.outdated} payments outdated.`;
  }
}
