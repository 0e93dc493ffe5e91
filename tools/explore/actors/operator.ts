import { isPaymentsError, type Review } from "@chargeonce/core";
import type { Chance } from "../chance.ts";
import { ServerDied } from "../server-died.ts";
import type { Server, Shop, World } from "../world.ts";
import { pass } from "./time.ts";

const ACTS = [
  "reconcile",
  "reconcile",
  "dry run",
  "cancel",
  "paid",
  "closed",
  "kept",
  "redrive",
  "redrive events",
  "overnight",
  "health",
] as const;
type Act = (typeof ACTS)[number];

/** So many hours a handler fails, and it is dead. */
const NIGHT = 24;

/** Whoever runs the shop: cancels, decides what is in review, redrives, lets Stripe and the database be compared. */
export function playOperator(world: World, chance: Chance) {
  return async () => {
    for (let acts = world.plan.actors.operator; acts > 0; acts -= 1) {
      await world.scheduler.pause(chance.between(5, 60));
      await operate(world, chance.pick(world.shops), { act: chance.pick(ACTS), chance });
    }
  };
}

/** Once all is over: what is dead is driven again, what is in review decided, each as it may be. */
export async function tidyUp(world: World, shop: Shop, chance: Chance): Promise<void> {
  for (const act of ["redrive", "redrive events", "paid", "kept", "closed"] as const) {
    if (chance.happens(0.6)) await operate(world, shop, { act, chance });
  }
}

async function operate(
  world: World,
  shop: Shop,
  { act, chance }: { act: Act; chance: Chance },
): Promise<void> {
  const server = shop.anyServer(chance);
  const { history } = world;
  history.say("operator", () => `${act} on ${server.name}`);
  try {
    await Promise.race([work({ world, shop, server, chance }, act), server.death]);
  } catch (error) {
    if (error instanceof ServerDied) return;
    if (!isPaymentsError(error)) throw error;
    history.say("operator", () => `hears ${error.code}: ${error.message}`);
    if (error.code === "internal_error")
      history.mishaps.push(`operator's ${act}: ${error.message}`);
  }
}

interface Desk {
  readonly world: World;
  readonly shop: Shop;
  readonly server: Server;
  readonly chance: Chance;
}

async function work(desk: Desk, act: Act): Promise<void> {
  const { world, shop, server, chance } = desk;
  const { payments } = server;
  const { reached } = world.history;
  switch (act) {
    case "reconcile":
      return void (await payments.reconcile());
    case "dry run":
      return void (await payments.reconcile({ dryRun: true }));
    case "health":
      return void (await payments.health());
    case "cancel":
      await payments.cancel(shop.orderId);
      return void reached.add("an operator canceled");
    case "redrive": {
      const dead = (await payments.list()).filter(({ effects }) =>
        effects.some(({ state }) => state === "dead"),
      );
      for (const { id } of dead) await payments.redrive(id);
      if (dead.length > 0) reached.add("an operator redrove a payment");
      return;
    }
    case "redrive events": {
      const status = chance.pick(["dead", "pending"] as const);
      for (const { id } of await payments.events.list({ status })) {
        await payments.events.redrive(id);
        reached.add(`an operator redrove what was ${status}`);
      }
      return;
    }
    case "overnight":
      return leaveOvernight(desk);
    default:
      return decide(desk, act);
  }
}

/** The handlers' database is away all night, and nobody looks: what they fail at is dead in the morning. */
async function leaveOvernight({ world, server }: Desk): Promise<void> {
  if (!world.plan.handlersFail) return;
  world.night(true);
  try {
    for (let hour = 0; hour < NIGHT; hour += 1) {
      pass(world, 3_600);
      await server.payments.reconcile();
    }
  } finally {
    world.night(false);
  }
}

async function decide(desk: Desk, as: "paid" | "closed" | "kept"): Promise<void> {
  const { world, server, chance } = desk;
  const reviews = await server.payments.reviews();
  if (reviews.length === 0) return;
  const review = chance.pick(reviews);
  // Mostly money goes back first; he who forgets is told.
  if (as === "closed" && chance.happens(0.8)) for (const id of intentsOf(review)) refund(desk, id);
  const after = await server.payments.resolve(review.id, as, { by: "operator" });
  world.history.reached.add(`resolved as ${as}`);
  if (as === "closed") for (const id of intentsOf(after)) world.history.closed.add(id);
  if (as === "kept") for (const id of intentsOf(review)) world.history.kept.add(id);
}

/** What a decision is about. */
function intentsOf(review: Review): string[] {
  if (!("contradictions" in review)) return [review.id];
  const { paymentIntentId, contradictions } = review;
  const ids = contradictions.map((each) => each.paymentIntentId);
  return [...new Set(paymentIntentId === null ? ids : [paymentIntentId, ...ids])];
}

function refund({ world: { stripe, history }, shop }: Desk, paymentIntent: string): void {
  const account = stripe.simulator.engine.world.accounts.find(({ id }) => id === shop.account);
  const { status } = stripe.act({ by: "shop", what: "refund" }, () =>
    stripe.ask(account?.secretKey ?? "", "/v1/refunds", { payment_intent: paymentIntent }),
  );
  history.say("operator", () => `refunds ${paymentIntent}: ${status}`);
}
