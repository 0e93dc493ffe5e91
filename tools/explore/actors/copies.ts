import type { Chance } from "../chance.ts";
import type { World } from "../world.ts";

/** Somebody makes an intent of the shop's own with all that one of ours carries, as a script that repeats a payment does, and charges it. */
export function playCopies(world: World, chance: Chance) {
  return async () => {
    for (let copies = world.plan.copies; copies > 0; copies -= 1) {
      await world.scheduler.pause(chance.between(20, 200));
      copy(world, chance);
    }
  };
}

function copy({ stripe, shops, history }: World, chance: Chance): void {
  const intents = [...stripe.simulator.engine.world.paymentIntents.values()];
  if (intents.length === 0) return;
  const { object, account } = chance.pick(intents);
  const { secretKey = "" } =
    stripe.simulator.engine.world.accounts.find(({ id }) => id === account) ?? {};
  const metadata = Object.entries(object.metadata).map(([name, value]) => [
    `metadata[${name}]`,
    String(value),
  ]);
  if (metadata.length === 0 || !shops.some((shop) => shop.account === account)) return;
  const made = stripe.ask(secretKey, "/v1/payment_intents", {
    amount: String(object.amount),
    currency: object.currency,
    payment_method: "pm_card_visa",
    "automatic_payment_methods[enabled]": "true",
    "automatic_payment_methods[allow_redirects]": "never",
    ...Object.fromEntries(metadata),
  });
  if (made.status !== 200) return;
  const { id } = made.body;
  history.beside.add(id);
  history.copies.add(id);
  const confirmed = stripe.act({ by: "shop", what: "copy" }, () =>
    stripe.ask(secretKey, `/v1/payment_intents/${id}/confirm`, {}),
  );
  history.say("script", () => `copies ${object.id} as ${id}: ${confirmed.status}`);
  history.reached.add("an intent of ours was copied and charged");
}
