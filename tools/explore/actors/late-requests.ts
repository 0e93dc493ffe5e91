import type { Chance } from "../chance.ts";
import type { World } from "../world.ts";

/** Stripe keeps an idempotency key so long; a request that is older is none of that key's any more. */
const LIFE_OF_A_KEY_MS = 24 * 3_600_000;

/** Requests that were slow arrive when nobody expects them any more. */
export function playLateRequests(world: World, chance: Chance) {
  return async () => {
    for (let rounds = world.plan.veryLate ? 4 : 30; rounds > 0; rounds -= 1) {
      await world.scheduler.pause(
        world.plan.veryLate ? chance.between(50, 300) : chance.between(1, 15),
      );
      arriveLate(world, chance, 1);
    }
  };
}

/** @param share How many of those that are still on their way arrive now. */
export function arriveLate(world: World, chance: Chance, share: number): void {
  const { held } = world.stripe;
  let count = share === 1 ? Math.min(1, held.length) : Math.ceil(held.length * share);
  for (; count > 0 && held.length > 0; count -= 1) {
    const [next] = held.splice(Math.floor(chance.fraction() * held.length), 1);
    if (next === undefined) return;
    const tooOld =
      world.clock.ms - firstSentAt(world, next.sent.stripeKey, next.sent.at) >= LIFE_OF_A_KEY_MS;
    if (!tooOld) world.stripe.arriveLate(next);
    else next.admitted?.abandon();
  }
}

/** What Stripe has let in it executes within moments; only what is still on its way may take long. */
export function executeAdmitted(world: World): void {
  const { held } = world.stripe;
  for (const each of held.filter(({ admitted }) => admitted !== null)) {
    held.splice(held.indexOf(each), 1);
    world.stripe.arriveLate(each);
  }
}

function firstSentAt(world: World, stripeKey: string | null, at: number): number {
  if (stripeKey === null) return at;
  return world.history.sent.find((each) => each.stripeKey === stripeKey)?.at ?? at;
}
