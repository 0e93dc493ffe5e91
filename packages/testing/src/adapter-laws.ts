import type { AdapterCapability, AdapterLaw } from "./adapter-law.ts";
import { answerLaws } from "./adapter-laws/answers.ts";
import { bodyLaws } from "./adapter-laws/bodies.ts";
import { callerLaws } from "./adapter-laws/callers.ts";
import { failureLaws } from "./adapter-laws/failures.ts";
import { limitLaws } from "./adapter-laws/limits.ts";
import { parserLaws } from "./adapter-laws/parsers.ts";
import { requestLaws } from "./adapter-laws/requests.ts";
import { unreadLaws } from "./adapter-laws/unread.ts";
import { type SortedLaws, sortLaws } from "./sort-laws.ts";

/** Everything that an HTTP adapter must get right, as data. */
export const adapterLaws: readonly AdapterLaw[] = [
  ...bodyLaws,
  ...limitLaws,
  ...requestLaws,
  ...answerLaws,
  ...callerLaws,
  ...parserLaws,
  ...failureLaws,
  ...unreadLaws,
];

/**
 * Sorts the laws by what a framework has, so that what is left out can be reported.
 *
 * @param capabilities What can be arranged around the adapter.
 * @returns `held`: the laws it must keep. `leftOut`: those that it cannot be tried on.
 */
export function adapterLawsFor(capabilities: readonly AdapterCapability[]): SortedLaws<AdapterLaw> {
  return sortLaws(adapterLaws, capabilities);
}
