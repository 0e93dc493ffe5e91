import type { Store } from "@chargeonce/core";
import { playBanks } from "./actors/banks.ts";
import { createCaller, playCaller } from "./actors/caller.ts";
import { playCopies } from "./actors/copies.ts";
import { playDashboard } from "./actors/dashboard.ts";
import { playDeploy } from "./actors/deploy.ts";
import { playLateRequests } from "./actors/late-requests.ts";
import { playOperator } from "./actors/operator.ts";
import { playOrderChanges } from "./actors/order-changes.ts";
import { playTime } from "./actors/time.ts";
import { playWebhooks } from "./actors/webhooks.ts";
import { createWallet } from "./cards.ts";
import { createWorld, type WorldOptions } from "./create-world.ts";
import { judge, type Violation } from "./judge/judge.ts";
import type { Plan } from "./plan.ts";
import type { Actor } from "./scheduler.ts";
import { type Ending, settle } from "./settle.ts";

/** What one seed came to. */
export interface Played {
  readonly seed: number;
  readonly plan: Plan;
  readonly violations: readonly Violation[];
  readonly reached: ReadonlySet<string>;
  readonly turns: number;
  readonly lines: readonly string[];
}

/** Plays one seed's world to its end and judges it. The same seed and code give the same world. */
export async function play(
  seed: number,
  store: Store<unknown>,
  options: WorldOptions = {},
): Promise<Played> {
  const world = createWorld(seed, store, options);
  const { plan, scheduler, history } = world;
  const wallet = createWallet(world);
  const chance = world.chance.stream("actors");
  const callers = world.shops.flatMap((shop, index) =>
    plan.callers.slice(0, index === 0 ? undefined : 1).map((each) => {
      const parts = { world, wallet, chance: chance.stream(`${shop.name} ${each.name}`) };
      return { parts, caller: createCaller(parts, each, shop) };
    }),
  );
  const part = (name: string, playPart: () => Promise<void>) => {
    // Some stand still for long beside others.
    const actor: Actor = { name, weight: chance.pick([1, 1, 0.3, 0.05]) };
    return { actor, play: playPart };
  };
  const states = callers.map(({ caller }) => caller);
  const endings: Ending[] = [];
  const violations: Violation[] = [];
  try {
    await scheduler.run([
      ...callers.map(({ parts, caller }) =>
        part(caller.plan.name, () => playCaller(parts, caller)),
      ),
      part("late requests", playLateRequests(world, chance.stream("late"))),
      part("webhooks", playWebhooks(world, chance.stream("webhooks"))),
      part("order", playOrderChanges(world, chance.stream("order"))),
      part("operator", playOperator(world, chance.stream("operator"))),
      part("Dashboard", playDashboard(world, chance.stream("dashboard"))),
      ...(plan.deployNames === null
        ? []
        : [part("deploy", playDeploy(world, chance.stream("deploy")))]),
      ...(plan.copies === 0 ? [] : [part("script", playCopies(world, chance.stream("copies")))]),
      part("time", playTime(world, chance.stream("time"))),
      part("banks", playBanks({ world, wallet, chance: chance.stream("banks") }, states)),
    ]);
    const parts = { world, wallet, chance: chance.stream("end") };
    await scheduler.run([
      part("end", async () => void endings.push(...(await settle(parts, states)))),
    ]);
    violations.push(...judge({ world, wallet, endings }));
  } catch (error) {
    violations.push({
      rule: "it ends",
      what: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
  return {
    seed,
    plan,
    violations,
    reached: history.reached,
    turns: scheduler.turns,
    lines: history.lines ?? [],
  };
}
