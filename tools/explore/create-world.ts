import { AsyncLocalStorage } from "node:async_hooks";
import type { Payment, Store } from "@chargeonce/core";
import { createSimulator } from "@chargeonce/simulator";
import { createChance } from "./chance.ts";
import { OPTIONAL_KINDS } from "./handlers.ts";
import { createHistory } from "./history.ts";
import { FIRST_FACTS } from "./order-facts.ts";
import type { Plan, Theme } from "./plan.ts";
import { createScheduler } from "./scheduler.ts";
import { startServer } from "./server.ts";
import { createStripeSide } from "./stripe-side.ts";
import { planOf } from "./themes.ts";
import { createVirtualClock } from "./virtual-clock.ts";
import type { Ears, Mail, Shop, World } from "./world.ts";

const START_MS = Date.parse("2026-11-29T12:00:00Z");

export interface WorldOptions {
  /** Whether what happens is written down to be read. */
  readonly trace?: boolean;
  /** Null for the seed's own. */
  readonly theme?: Theme | null;
}

/** @param store Empty. */
export function createWorld(
  seed: number,
  store: Store<unknown>,
  options: WorldOptions = {},
): World {
  const chance = createChance(seed);
  const plan = planOf(
    seed,
    chance.stream("plan"),
    { transactions: store.transaction !== undefined },
    options.theme ?? null,
  );
  const clock = createVirtualClock(START_MS);
  const history = createHistory(options.trace ?? false, clock.now);
  const accounts = accountsOf(plan);
  const simulator = createSimulator({ seed, now: () => clock.ms, accounts, searchLagMs: 0 });
  const stripe = createStripeSide(simulator, history, () => clock.ms);
  const mail: Mail[] = [];
  simulator.engine.world.eventListeners.add(({ id, type, account, livemode }) => {
    if (type.startsWith("customer.") || type.startsWith("payment_method.")) return;
    mail.push({ eventId: id, account, livemode, tries: 0 });
  });
  let calm = false;
  let night = false;
  let ids = 0;
  const statuses = new Map<string, string>();
  const world: World = {
    plan,
    chance,
    clock,
    scheduler: createScheduler(chance.stream("scheduler"), clock),
    stripe,
    store,
    history,
    shops: [],
    mail,
    hearing: new AsyncLocalStorage(),
    trouble: (route) => (calm ? 0 : route === "confirm" ? plan.confirmTrouble : plan.stripeTrouble),
    copyTrouble: () => (calm ? 0 : plan.copyTrouble),
    deaths: () => (calm ? 0 : plan.deaths),
    handlersFail: () => (calm || !plan.handlersFail ? 0 : night ? 1 : 0.6),
    night: (is) => {
      night = is;
    },
    calm: () => {
      calm = true;
    },
    nextId: (prefix) => `${prefix}_${String(++ids).padStart(8, "0")}`,
    noteWrite(written) {
      // Only the payments' own `update` is watched.
      const { id, status, paymentIntentId, decisions } = written as Payment;
      const before = statuses.get(id);
      statuses.set(id, status);
      if (before === status || before === undefined) return;
      history.say("store", () => `${id} ${before} -> ${status} ${paymentIntentId ?? ""}`);
      const mayFollow = FINAL[before];
      // Whoever gave the money back may let the order go.
      const isClosed = status === "canceled" && decisions.at(-1)?.as === "closed";
      if (mayFollow !== undefined && !mayFollow.includes(status) && !isClosed) {
        history.regressions.push(`${id} went from ${before} to ${status}`);
      }
    },
  };
  world.shops.push(...shopsOf(world, accounts));
  return world;
}

/** What may follow a final status: a person's decision, or what a person must see. */
const FINAL: Readonly<Record<string, readonly string[]>> = {
  succeeded: ["review"],
  canceled: ["review"],
};

function accountsOf({ shops }: Plan) {
  const platform = {
    id: "acct_platform",
    secretKey: "sk_test_platform",
    publishableKey: "pk_test_platform",
    livemode: false,
  };
  const connected = (name: string) => ({
    id: `acct_${name}`,
    secretKey: `sk_test_${name}`,
    publishableKey: `pk_test_${name}`,
    livemode: false,
  });
  if (shops === "two connected accounts") return [platform, connected("north"), connected("south")];
  const live = {
    id: "acct_live",
    secretKey: "sk_live_shop",
    publishableKey: "pk_live_shop",
    livemode: true,
  };
  return shops === "live and test" ? [platform, live] : [platform];
}

/** The first server always has every handler. */
function earsOf({ plan, chance }: World, place: number): Ears {
  const events = plan.someHandlers && place === 0;
  if (place === 0) return { kinds: new Set(OPTIONAL_KINDS), events };
  if (plan.withoutHandlers) return { kinds: null, events };
  const ears = chance.stream(`ears ${place}`);
  const kinds = OPTIONAL_KINDS.filter(() => !plan.someHandlers || ears.happens(0.5));
  return { kinds: new Set(kinds), events };
}

function shopsOf(world: World, accounts: ReturnType<typeof accountsOf>): Shop[] {
  const { plan } = world;
  const connected = plan.shops === "two connected accounts";
  const [platform] = accounts;
  const own = connected ? accounts.slice(1) : accounts;
  return own.map((account, index) => {
    const customers = new Map<string, string>();
    const shop: Shop = {
      name: index === 0 ? "shop" : "other shop",
      account: account.id,
      livemode: account.livemode,
      secretKey: connected ? (platform?.secretKey ?? "") : account.secretKey,
      stripeAccount: connected ? account.id : null,
      orderId: index === 0 ? "order_1" : "order_2",
      servers: [],
      old: [],
      facts: FIRST_FACTS,
      customers,
      factsFor: (principal) =>
        plan.customers === "caller"
          ? {
              ...shop.facts,
              customer: principal === null ? null : (customers.get(principal) ?? null),
            }
          : shop.facts,
      anyServer(chance) {
        const at = Math.floor(chance.fraction() * shop.servers.length);
        const server = shop.servers[at];
        if (server === undefined) throw new Error("The shop has no server.");
        if (!server.isDead) return server;
        const { name, ears, isNamed } = server;
        const next = startServer(world, shop, { name: `${name}'`, ears, isNamed });
        shop.servers[at] = next;
        return next;
      },
    };
    if (plan.customers !== "nobody") {
      for (const name of ["anna", "bert", "cleo"]) {
        const { body } = world.stripe.ask(account.secretKey, "/v1/customers", { name });
        customers.set(name, body.id);
      }
      if (plan.customers === "order")
        shop.facts = { ...FIRST_FACTS, customer: customers.get("anna") ?? null };
    }
    for (let n = 0; n < plan.servers; n += 1) {
      const name = `${index === 0 ? "s" : "t"}${n + 1}`;
      shop.servers.push(startServer(world, shop, { name, ears: earsOf(world, n) }));
    }
    return shop;
  });
}
