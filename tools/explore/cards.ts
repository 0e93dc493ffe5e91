import { type CardKind, findCardNumber } from "./card-numbers.ts";
import type { Chance } from "./chance.ts";
import type { Plan } from "./plan.ts";
import type { Shop, World } from "./world.ts";

export interface Card {
  readonly kind: CardKind;
  /** `pm_…` */
  readonly id: string;
  readonly owner: string;
}

/** Every card of a world, and whose it is. */
export interface Wallet {
  /** A card of this kind; the same one again, unless a new one is asked for. */
  card(shop: Shop, owner: string, kind: CardKind): Card;
  ownerOf(methodId: string): string | null;
  /** Every fickle card has money now. */
  fillFickle(): void;
  /** A card's bank changes its mind. */
  turn(card: Card, to: "good" | "declines" | "challenged"): void;
}

export function createWallet(world: World): Wallet {
  const cards = new Map<string, Card>();
  const fickle: Card[] = [];
  const owners = new Map<string, string>();
  const records = world.stripe.simulator.engine.world.paymentMethods;

  function make(shop: Shop, owner: string, kind: CardKind): Card {
    const account = world.stripe.simulator.engine.world.accounts.find(
      ({ id }) => id === shop.account,
    );
    const secretKey = account?.secretKey ?? "";
    const { body } = world.stripe.ask(secretKey, "/v1/payment_methods", {
      type: "card",
      "card[number]": findCardNumber(kind),
      "card[exp_month]": "12",
      "card[exp_year]": "2034",
      "card[cvc]": "123",
    });
    const customer = shop.customers.get(owner);
    if (kind === "saved" && customer !== undefined) {
      world.stripe.ask(secretKey, `/v1/payment_methods/${body.id}/attach`, { customer });
    }
    owners.set(body.id, owner);
    const made = { kind, id: body.id, owner };
    if (kind === "fickle") fickle.push(made);
    return made;
  }

  const wallet: Wallet = {
    card(shop, owner, kind) {
      const name = `${shop.name} ${owner} ${kind}`;
      const known = cards.get(name) ?? make(shop, owner, kind);
      // A card that paid once without a customer is used up: the next time it is typed in anew.
      const usable = records.get(known.id)?.usedUp === "no" ? known : make(shop, owner, kind);
      cards.set(name, usable);
      return usable;
    },
    fillFickle() {
      for (const card of fickle) wallet.turn(card, "good");
    },
    ownerOf: (id) => owners.get(id) ?? null,
    turn(card, to) {
      const record = records.get(card.id);
      const shop = world.shops[0];
      if (record === undefined || shop === undefined) return;
      const model = records.get(wallet.card(shop, "the bank", to).id);
      // The bank's mind is the one thing about a card that changes; the simulator's record holds it as given.
      if (model) Object.assign(record, { card: model.card });
      world.history.say("bank", () => `${card.id} of ${card.owner} is now: ${to}`);
    },
  };
  return wallet;
}

/** Kinds of cards that a caller brings: seldom one that simply pays, after which little happens. */
export function pickKind(chance: Chance, { customers, mostlySlow, fickle }: Plan): CardKind {
  if (fickle) return "fickle";
  if (mostlySlow && chance.happens(0.8))
    return chance.pick(["fickle", "fickle", "challenged"] as const);
  const saved = customers !== "nobody";
  return chance.pick([
    "good",
    "declines",
    "challenged",
    "challenged",
    "fickle",
    "fickle",
    "fickle",
    "refund fails",
    ...(saved ? (["saved"] as const) : []),
  ] as const);
}
