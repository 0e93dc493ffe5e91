import { isOurs } from "../decide/is-ours.ts";
import { watchedSince } from "../decide/watch-closed.ts";
import type { Engine } from "../engine.ts";
import { type Difference, paidThereBefore } from "../money/difference.ts";
import { reopenIfBack } from "../money/notice-stray.ts";
import { changeStray } from "../money/settle-stray.ts";
import type { StrayCharge } from "../records/stray-charge.ts";
import { reportFailure } from "./compare-failure.ts";
import type { CompareOptions } from "./comparison-report.ts";

/** More than these are left to later runs. */
const MOST = 1_000;

/**
 * Looks at the stray charges that were found before: lists what nobody has seen to, and asks Stripe for a while whether money
 * for whose return one was closed is there again.
 *
 * @param listed What this run has found itself.
 */
export async function lookAtStrays(
  engine: Engine,
  listed: readonly Difference[],
  { dryRun, signal }: CompareOptions,
): Promise<{ found: Difference[]; failed: number }> {
  const { store, gateway, clock } = engine;
  const found: Difference[] = [];
  let failed = 0;
  const fresh = new Set(listed.map(({ paymentIntentId }) => paymentIntentId));
  const closed = await store.strays.listClosed(gateway, {
    since: watchedSince(clock.now()),
    limit: MOST,
  });
  for (const stray of dryRun ? [] : closed) {
    if (signal?.aborted) break;
    try {
      await reopenIfBack(engine, stray);
    } catch (error) {
      reportFailure(engine, stray.id, error);
      failed += 1;
    }
  }
  for (const stray of await store.strays.listOpen(gateway, MOST)) {
    if (fresh.has(stray.id)) continue;
    if (await isAccountedFor(engine, stray, dryRun)) continue;
    found.push(paidThereBefore(stray));
  }
  return { found, failed };
}

/** A payment that stores the intent stands for its money: it was missing for a while, as while a backup was restored. */
async function isAccountedFor(
  engine: Engine,
  stray: StrayCharge,
  dryRun: boolean,
): Promise<boolean> {
  const payment = await engine.store.payments.findByPaymentIntentId(stray.id);
  if (payment === null || !isOurs(payment, engine.gateway)) return false;
  if (dryRun) return true;
  const at = engine.clock.now();
  await changeStray(engine, stray, (each) =>
    each.resolvedAt === null ? { ...each, resolvedAt: at, resolvedAs: "agreed" } : each,
  );
  return true;
}
