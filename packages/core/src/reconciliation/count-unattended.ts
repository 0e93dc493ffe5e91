import { ownerOf } from "../decide/is-ours.ts";
import type { Engine } from "../engine.ts";

/** More names are no longer asked one by one. */
const MOST_OWNERS = 100;

/**
 * Counts payments that nobody looks after since a deploy named the account or the installation, named it otherwise, or no
 * longer does: they lie in the store under another name, and what was due of them was not done.
 *
 * @param dueBefore What was due before this instant should have been done.
 */
export async function countUnattended(engine: Engine, dueBefore: Date): Promise<number> {
  const { payments } = engine.store;
  const owners = await payments.listOtherOwners(ownerOf(engine.gateway), MOST_OWNERS);
  const counts = await Promise.all(
    owners.map((owner) => payments.summarize(owner, { dueBefore, abandonBefore: dueBefore })),
  );
  return counts.reduce((sum, { stuck }) => sum + stuck, 0);
}
