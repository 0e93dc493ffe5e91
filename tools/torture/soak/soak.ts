import type { ShopDatabase } from "../shop-database.ts";
import { withShopDatabase } from "../with-shop-database.ts";
import { openWorld, type World } from "../world.ts";
import { askToReconcile } from "./ask-server.ts";
import { beginPayments } from "./begin.ts";
import { findLost, readShop } from "./evidence.ts";
import type { Later } from "./histories.ts";
import { judge } from "./judge.ts";
import { judgeOrder } from "./judge-order.ts";
import { judgeReport, judgeSecondRun } from "./judge-report.ts";
import { type Outage, outage } from "./outage.ts";
import { type Recovery, recover } from "./recover.ts";
import { mixedRoles, QUIET } from "./roles.ts";
import type { SoakPlan } from "./soak-plan.ts";
import { LATER_HOURS, type Storm, storm } from "./storm.ts";
import { readEvents, readTruth } from "./truth.ts";

export interface SoakOutcome {
  readonly payments: number;
  readonly events: number;
  readonly storm: Storm;
  readonly recovery: Recovery;
  /** Null when none was wished for. */
  readonly outage: Outage | null;
  /** Rows that handlers wrote. */
  readonly effects: number;
  readonly heard: number;
  /** Pairs of events of which it was known which must come first. */
  readonly pairsInOrder: number;
  readonly violations: readonly string[];
}

/** What the histories come to on average; a little less, so that there are enough of them. */
const EVENTS_PER_PAYMENT = 6;
/** Past the two minutes for which a killed worker keeps what it took. */
const HEAL_HOURS = 0.1;
const HOUR_MS = 3_600_000;
const BATCH = 500;

/** Events delivered in any order to servers that die; then one run that makes up for it; then four days of silence. */
export async function soak(plan: SoakPlan, say: (line: string) => void): Promise<SoakOutcome> {
  const world = await openWorld(plan);
  try {
    const outcome = await withShopDatabase(world.place, async (shop) => {
      await shop.makeTables();
      return soakShop({ world, shop, plan, say });
    });
    // What went wrong can be looked at afterwards.
    if (outcome.violations.length === 0) world.remove();
    return outcome;
  } finally {
    await world.close();
  }
}

interface Soaking<Tx> {
  readonly world: World;
  readonly shop: ShopDatabase<Tx>;
  readonly plan: SoakPlan;
  readonly say: (line: string) => void;
}

async function soakShop<Tx>({ world, shop, plan, say }: Soaking<Tx>): Promise<SoakOutcome> {
  const { simulator } = world;
  const patienceMs = plan.seconds * 1_000 + 60_000;
  const count = Math.ceil(plan.events / EVENTS_PER_PAYMENT);
  const later = await begin(world, count, say);

  const stormed = await storm(world, plan, later);
  say(`${stormed.counts.delivered} deliveries in ${stormed.ms} ms`);
  const lost = await findLost(shop, stormed.deliveries);

  await simulator.advance(HEAL_HOURS);
  const aheadMs = (LATER_HOURS + HEAL_HOURS) * HOUR_MS;
  const secondRun: string[] = [];
  const recovery = await recover(world, shop, {
    roles: mixedRoles(plan.servers, null),
    aheadMs,
    patienceMs,
    look: (found) => secondRun.push(...judgeSecondRun(found)),
  });
  say(`recovered in ${recovery.ms} ms`);
  const { deliveries } = stormed;
  const events = readEvents(simulator);
  const settled = { ...(await readShop(shop)), truth: readTruth(simulator), events, deliveries };
  const violations = [
    ...lost.map((id) => `${id} was answered with a 2xx and is not in the inbox.`),
    ...judgeReport("Reconciling", recovery.reconciled),
    ...secondRun,
    ...judge(settled),
  ];
  const outcome = {
    payments: count,
    events: events.length,
    storm: stormed,
    recovery,
    effects: settled.effects.length,
    heard: settled.heard.length,
    pairsInOrder: judgeOrder(settled).compared,
  };
  if (plan.outagePayments === 0) return { ...outcome, outage: null, violations };

  const silence = await outage(world, shop, {
    payments: plan.outagePayments,
    firstNumber: count,
    aheadMs,
    patienceMs,
  });
  const after = { ...(await readShop(shop)), truth: readTruth(simulator), deliveries };
  violations.push(
    ...judgeReport("Reconciling after the outage", silence.reconciled),
    ...judge({ ...after, events: silence.events }).map((line) => `After the outage: ${line}`),
  );
  return { ...outcome, outage: silence, violations };
}

/** Payments at Stripe and here, of which nobody has told the shop any more than that they began. */
async function begin(world: World, count: number, say: (line: string) => void): Promise<Later[]> {
  const fleet = world.launch({ roles: [QUIET, QUIET], aheadMs: 0, fates: null });
  // Stripe's list is read from here on.
  await askToReconcile(await fleet.awaitServer());
  const later: Later[] = [];
  for (let from = 0; from < count; from += BATCH) {
    const batch = { from, count: Math.min(BATCH, count - from) };
    later.push(...(await beginPayments(world.simulator, fleet.awaitServer, batch)));
    say(`${from + batch.count} payments begun`);
  }
  await fleet.stop();
  return later;
}
