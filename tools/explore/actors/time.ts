import type { Chance } from "../chance.ts";
import type { World } from "../world.ts";
import { executeAdmitted } from "./late-requests.ts";

/** Time passes: seconds, minutes, hours, and more than the day for which Stripe keeps a key. */
export function playTime(world: World, chance: Chance) {
  return async () => {
    for (let jumps = world.plan.actors.time; jumps > 0; jumps -= 1) {
      await world.scheduler.pause(chance.between(5, 60));
      const long = world.plan.actors.longTime && chance.happens(0.4);
      pass(
        world,
        long
          ? chance.pick([3_600, 6 * 3_600, 22.5 * 3_600, 25 * 3_600])
          : chance.pick([5, 25, 25, 70, 700]),
      );
    }
  };
}

export function pass(world: World, seconds: number): void {
  if (seconds > 60) executeAdmitted(world);
  world.clock.pass(seconds * 1_000);
  world.stripe.simulator.prune();
  world.history.say("time", () => `${seconds} s passed`);
}
