import type { Judge } from "./trial.ts";

/** I10: nothing of one account or mode is told to another, given to another, or made in another. */
export const apart: Judge = function* ({ world }) {
  if (world.shops.length < 2) return;
  const accountOf = (intentId: string) =>
    world.stripe.simulator.engine.world.paymentIntents.get(intentId)?.account;
  for (const shop of world.shops) {
    for (const { intentId, kind } of world.history.told.filter((each) => each.shop === shop.name)) {
      if (intentId !== null && accountOf(intentId) !== shop.account)
        yield `${shop.name} was told ${kind} of another account's ${intentId}`;
    }
    for (const { shop: asked, answers } of world.history.taps) {
      if (asked !== shop.name) continue;
      for (const { secret } of answers) {
        const id = secret?.split("_secret_")[0];
        if (id !== undefined && accountOf(id) !== shop.account)
          yield `${shop.name} gave away another account's ${id}`;
      }
    }
  }
};
