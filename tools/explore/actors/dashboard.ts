import type { Chance } from "../chance.ts";
import type { Shop, World } from "../world.ts";

const UNPAID = ["amount", "metadata cleared", "metadata overwritten", "cancel", "beside"] as const;
const HELD = ["capture", "capture a part", "cancel"] as const;
const PAID = ["refund", "refund a part", "dispute", "metadata cleared"] as const;

/** Somebody works in Stripe's Dashboard, past the library. */
export function playDashboard(world: World, chance: Chance) {
  return async () => {
    const { actors, captureMethod } = world.plan;
    for (let acts = actors.dashboard + (captureMethod === "manual" ? 1 : 0); acts > 0; acts -= 1) {
      await world.scheduler.pause(chance.between(20, 120));
      act(world, chance.pick(world.shops), chance, actors.dashboard > 0);
    }
  };
}

function act(world: World, shop: Shop, chance: Chance, meddles: boolean): void {
  const intents = [...world.stripe.simulator.engine.world.paymentIntents.values()]
    .filter(({ account }) => account === shop.account)
    .map(({ object }) => object);
  const intent = intents.length === 0 ? undefined : chance.pick(intents);
  if (intent === undefined) return;
  switch (intent.status) {
    case "succeeded":
      if (meddles)
        change(world, shop, { id: intent.id, what: chance.pick(PAID), amount: intent.amount });
      return;
    case "requires_capture":
      change(world, shop, {
        id: intent.id,
        what: meddles ? chance.pick(HELD) : "capture",
        amount: intent.amount,
      });
      return;
    case "canceled":
      return;
    default:
      if (meddles)
        change(world, shop, { id: intent.id, what: chance.pick(UNPAID), amount: intent.amount });
  }
}

interface Change {
  readonly id: string;
  readonly what: (typeof UNPAID)[number] | (typeof HELD)[number] | (typeof PAID)[number];
  readonly amount: number;
}

function change(world: World, shop: Shop, { id, what, amount }: Change): void {
  const { stripe, history } = world;
  const intent = `/v1/payment_intents/${id}`;
  const account = stripe.simulator.engine.world.accounts.find((each) => each.id === shop.account);
  const send = (path: string, form: Record<string, string>) => {
    const answered = stripe.act({ by: "shop", what }, () =>
      stripe.ask(account?.secretKey ?? "", path, form),
    );
    history.say("Dashboard", () => `${what} on ${id}: ${answered.status}`);
    if (answered.status === 200) history.reached.add(`Dashboard: ${what}`);
    return answered;
  };
  const touch = (field: string) => {
    const fields = history.touched.get(id) ?? new Set();
    history.touched.set(id, fields.add(field));
  };
  switch (what) {
    case "amount":
      if (send(intent, { amount: "100" }).status === 200) touch("amount");
      return;
    case "metadata cleared":
      if (send(intent, { metadata: "" }).status === 200) touch("metadata");
      return;
    case "metadata overwritten":
      if (send(intent, { "metadata[payment_id]": "pay_of_somebody_else" }).status === 200)
        touch("metadata");
      return;
    case "cancel":
      send(`${intent}/cancel`, {});
      return;
    case "capture":
      send(`${intent}/capture`, {});
      return;
    case "capture a part":
      send(`${intent}/capture`, { amount_to_capture: "317" });
      return;
    case "refund":
      send("/v1/refunds", { payment_intent: id });
      return;
    case "refund a part":
      send("/v1/refunds", { payment_intent: id, amount: "50" });
      return;
    case "dispute":
      dispute(world, id, amount);
      return;
    default: {
      const made = send("/v1/payment_intents", {
        amount: String(amount),
        currency: "usd",
        payment_method: "pm_card_visa",
        "metadata[order_id]": shop.orderId,
        "automatic_payment_methods[enabled]": "true",
        "automatic_payment_methods[allow_redirects]": "never",
      });
      if (made.status !== 200) return;
      history.beside.add(made.body.id);
      send(`/v1/payment_intents/${made.body.id}/confirm`, {});
    }
  }
}

function dispute(world: World, id: string, amount: number): void {
  try {
    world.stripe.act({ by: "shop", what: "dispute" }, () =>
      world.stripe.simulator.dispute(id, { amount: Math.min(amount, 50) }),
    );
    world.history.reached.add("Dashboard: dispute");
    world.history.say("bank", () => `disputes ${id}`);
  } catch {
    // It was disputed or given back already.
    world.history.say("bank", () => `cannot dispute ${id}`);
  }
}
