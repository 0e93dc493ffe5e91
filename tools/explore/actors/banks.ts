import type { Card, Wallet } from "../cards.ts";
import type { Chance } from "../chance.ts";
import type { World } from "../world.ts";
import type { CallerState } from "./caller-state.ts";

const MOODS = ["good", "good", "declines", "challenged"] as const;
/** Where requests are slow the money is late, too: a payment that went through at once says nothing. */
const UNWILLING = ["good", "declines", "declines", "challenged", "challenged"] as const;

/** The banks of fickle cards think otherwise now and then: a card that was empty has money, one that was not asked for 3-D Secure is. */
export function playBanks(
  parts: { world: World; wallet: Wallet; chance: Chance },
  callers: readonly CallerState[],
) {
  const { world, wallet, chance } = parts;
  const turned = new Map<string, Card>();
  return async () => {
    for (let rounds = 14; rounds > 0; rounds -= 1) {
      await world.scheduler.pause(chance.between(3, 40));
      for (const { card } of callers) if (card.kind === "fickle") turned.set(card.id, card);
      const cards = [...turned.values()];
      if (cards.length > 0)
        wallet.turn(chance.pick(cards), chance.pick(world.plan.mostlySlow ? UNWILLING : MOODS));
    }
  };
}
