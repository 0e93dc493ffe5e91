import type { Recovery } from "./recover.ts";
import type { SoakOutcome } from "./soak.ts";

const MOST_LISTED = 50;

/** The outcome, for a person. */
export function describeSoak(outcome: SoakOutcome): string {
  const { storm, recovery, outage, violations } = outcome;
  const { counts, fleet, chaos } = storm;
  return [
    `  stripe      ${outcome.payments} payments, ${outcome.events} events`,
    `  deliveries  ${counts.delivered} in ${seconds(storm.ms)} (${perSecond(counts.delivered, storm.ms)}): ${counts.duplicates} duplicates, ${counts.dropped} events dropped, ${counts.late} not in time, ${counts.refused} tries in vain`,
    `  servers     ${fleet.killed} killed from outside, ${fleet.fated} at a named point, ${fleet.restarted} restarted`,
    `  faults      ${chaos.stripeFaults} of Stripe's, ${chaos.postgresStops} immediate stops of Postgres, ${chaos.connectionsCut} connections cut`,
    `  recovery    ${describeRecovery(recovery)}`,
    `  ports       ${describeSpent(recovery)}`,
    `  handlers    ${outcome.effects} effects and ${outcome.heard} events written, ${outcome.pairsInOrder} pairs of events in order`,
    ...(outage === null
      ? []
      : [
          `  outage      four days, ${outage.payments} payments, ${outage.missed} events; ${describeRecovery(outage)}`,
        ]),
    `  violations  ${violations.length}`,
    ...violations.slice(0, MOST_LISTED).map((violation) => `    ${violation}`),
  ].join("\n");
}

function describeRecovery({ reconciled, waiting, reconcileMs, ms }: Recovery): string {
  const { feed, comparison, events } = reconciled;
  return `${waiting} events waited; one reconcile took ${seconds(reconcileMs)}, read ${feed?.read ?? 0} events of which ${feed?.missed ?? 0} were missed, handled ${events}, compared ${comparison?.compared ?? 0}; all was done after ${seconds(ms)}`;
}

/** Where the servers' time went after the storm, the longest first. */
function describeSpent({ spent }: Recovery): string {
  return Object.entries(spent)
    .sort(([, one], [, other]) => other.ms - one.ms)
    .slice(0, 8)
    .map(
      ([point, { calls, ms }]) =>
        `${point} ${calls} × ${(ms / calls).toFixed(1)} ms = ${seconds(ms)}`,
    )
    .join(", ");
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const perSecond = (count: number, ms: number) => `${Math.round((count * 1000) / ms)}/s`;
