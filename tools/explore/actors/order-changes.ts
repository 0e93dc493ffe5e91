import type { Chance } from "../chance.ts";
import { changeFacts } from "../order-facts.ts";
import type { Shop, World } from "../world.ts";

/** The shop changes its order while it is being paid. */
export function playOrderChanges(world: World, chance: Chance) {
  return async () => {
    for (let changes = world.plan.actors.orderChanges; changes > 0; changes -= 1) {
      await world.scheduler.pause(chance.between(5, 80));
      change(world, chance.pick(world.shops), chance);
    }
  };
}

function change(world: World, shop: Shop, chance: Chance): void {
  shop.facts = changeFacts(shop.facts, chance, [...shop.customers.values()]);
  const { version, amount, payable, gone } = shop.facts;
  world.history.say(
    "order",
    () =>
      `${shop.orderId} is now version ${version}: ${amount}${payable ? "" : ", not payable"}${gone ? ", gone" : ""}`,
  );
  world.history.reached.add("the order changed");
}

/** At the end the order is one that can be paid. */
export function makePayable(shop: Shop): void {
  const { facts } = shop;
  if (facts.payable && !facts.gone && facts.amount > 0) return;
  shop.facts = {
    ...facts,
    version: facts.version + 1,
    payable: true,
    gone: false,
    amount: facts.amount > 0 ? facts.amount : 1_000,
  };
}
