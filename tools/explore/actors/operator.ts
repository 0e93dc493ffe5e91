import { isPaymentsError, type Review } from "@chargeonce/core";
import type { Chance } from "../chance.ts";
import { ServerDied } from "../server-died.ts";
import type { Shop, World } from "../world.ts";

const ACTS = ["reconcile", "reconcile", "cancel", "paid", "closed", "redrive", "health"] as const;

/** Whoever runs the shop: cancels, decides what is in review, lets Stripe and the database be compared. */
export function playOperator(world: World, chance: Chance) {
  return async () => {
    for (let acts = world.plan.actors.operator; acts > 0; acts -= 1) {
      await world.scheduler.pause(chance.between(5, 60));
      await operate(world, chance.pick(world.shops), chance);
    }
  };
}

async function operate(world: World, shop: Shop, chance: Chance): Promise<void> {
  const server = shop.anyServer(chance);
  const { payments } = server;
  const { history } = world;
  const act = chance.pick(ACTS);
  history.say("operator", () => `${act} on ${server.name}`);
  const work = async () => {
    switch (act) {
      case "reconcile":
        return void (await payments.reconcile());
      case "health":
        return void (await payments.health());
      case "cancel":
        await payments.cancel(shop.orderId);
        return void history.reached.add("an operator canceled");
      default: {
        const [review] = await payments.reviews();
        if (review === undefined) return;
        if (act === "redrive") return void (await payments.redrive(review.id));
        const after = await payments.resolve(review.id, act);
        history.reached.add(`resolved as ${act}`);
        if (act === "closed") noteClosed(world, after);
      }
    }
  };
  try {
    await Promise.race([work(), server.death]);
  } catch (error) {
    if (error instanceof ServerDied) return;
    if (!isPaymentsError(error)) throw error;
    history.say("operator", () => `hears ${error.code}: ${error.message}`);
    if (error.code === "internal_error")
      history.mishaps.push(`operator's ${act}: ${error.message}`);
  }
}

/** The money of what was closed went back; it counts no more. */
function noteClosed({ history: { closed } }: World, review: Review): void {
  if (!("contradictions" in review)) return void closed.add(review.id);
  const { paymentIntentId, contradictions } = review;
  if (paymentIntentId !== null) closed.add(paymentIntentId);
  for (const contradiction of contradictions) closed.add(contradiction.paymentIntentId);
}
