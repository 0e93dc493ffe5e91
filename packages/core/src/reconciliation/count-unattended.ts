import { ownerOf } from "../decide/is-ours.ts";
import type { Engine } from "../engine.ts";
import type { Owner } from "../records/owner.ts";

/**
 * Counts payments that nobody looks after since this process has a name: they lie in the store under no account or no
 * installation, and what was due of them was not done.
 *
 * @param dueBefore What was due before this instant should have been done.
 */
export async function countUnattended(engine: Engine, dueBefore: Date): Promise<number> {
  const own = ownerOf(engine.gateway);
  const counts = await Promise.all(
    unnamed(own).map((owner) =>
      engine.store.payments.summarize(owner, { dueBefore, abandonBefore: dueBefore }),
    ),
  );
  return counts.reduce((sum, { stuck }) => sum + stuck, 0);
}

/** Whose payments were, before a deploy named the account or the installation. */
function unnamed(own: Owner): Owner[] {
  const accounts = own.account === "" ? [""] : [own.account, ""];
  const installations = own.installation === "" ? [""] : [own.installation, ""];
  const all = accounts.flatMap((account) =>
    installations.map((installation) => ({ ...own, account, installation })),
  );
  return all.slice(1);
}
