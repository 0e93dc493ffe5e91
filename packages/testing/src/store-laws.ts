import { elsewhereLaws } from "./laws/elsewhere.ts";
import { eventLaws } from "./laws/events.ts";
import { feedLaws } from "./laws/feed.ts";
import { findLaws } from "./laws/find.ts";
import { keyLaws } from "./laws/keys.ts";
import { listLaws } from "./laws/list.ts";
import { processLaws } from "./laws/processes.ts";
import { reserveLaws } from "./laws/reserve.ts";
import { strayLaws } from "./laws/strays.ts";
import { survivalLaws } from "./laws/survival.ts";
import { takeLaws } from "./laws/take.ts";
import { transactionLaws } from "./laws/transaction.ts";
import { turnLaws } from "./laws/turns.ts";
import { unheardLaws } from "./laws/unheard.ts";
import { updateLaws } from "./laws/update.ts";
import { upkeepLaws } from "./laws/upkeep.ts";
import { type SortedLaws, sortLaws } from "./sort-laws.ts";
import type { StoreCapability, StoreLaw } from "./store-law.ts";

/** Every guarantee of the store ports, as data. */
export const storeLaws: readonly StoreLaw[] = [
  ...reserveLaws,
  ...updateLaws,
  ...findLaws,
  ...elsewhereLaws,
  ...keyLaws,
  ...eventLaws,
  ...takeLaws,
  ...turnLaws,
  ...listLaws,
  ...unheardLaws,
  ...upkeepLaws,
  ...feedLaws,
  ...strayLaws,
  ...transactionLaws,
  ...survivalLaws,
  ...processLaws,
];

/**
 * Sorts the laws by what a store can do, so that what is left out can be reported.
 *
 * @param capabilities What the store can do besides keeping records.
 * @returns `held`: the laws it must keep. `leftOut`: those that it cannot be tried on.
 */
export function storeLawsFor(capabilities: readonly StoreCapability[]): SortedLaws<StoreLaw> {
  return sortLaws(storeLaws, capabilities);
}
