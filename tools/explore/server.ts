import { AsyncLocalStorage } from "node:async_hooks";
import { createPayments } from "@chargeonce/core";
import Stripe from "stripe";
import { eventHandlersOf, handlersOf, OPTIONAL_KINDS } from "./handlers.ts";
import type { Call } from "./history.ts";
import { extraParameters, loadedOrder } from "./order-facts.ts";
import { ServerDied } from "./server-died.ts";
import { type Port, storeInTurn } from "./store-in-turn.ts";
import { createWire } from "./wire.ts";
import type { Asking, Ears, Server, Shop, World } from "./world.ts";

export const WEBHOOK_SECRET = "whsec_explorer0123456789abcdef01234567";

export function startServer(
  world: World,
  shop: Shop,
  options: { name: string; ears: Ears; isNamed?: boolean },
): Server {
  const { name, ears, isNamed = false } = options;
  const names = isNamed ? world.plan.deployNames : null;
  const { kinds } = ears;
  const chance = world.chance.stream(`server ${name}`);
  const calls = new AsyncLocalStorage<Call>();
  let isDead = false;
  let tellDeath: (error: ServerDied) => void = () => undefined;
  const death = new Promise<never>((_resolve, reject) => {
    tellDeath = reject;
  });
  death.catch(() => undefined);

  const die = (what: string) => {
    isDead = true;
    world.history.say(name, () => `DIES at ${what}`);
    world.history.reached.add("a server died");
    tellDeath(new ServerDied(what));
  };
  const never = <Result>() => new Promise<Result>(() => undefined);

  const port: Port = async <Result>(what: string, work: () => Promise<Result>) => {
    if (isDead) return never();
    const dies = chance.happens(world.deaths());
    const before = dies && chance.happens(0.5);
    if (before) {
      die(`${what}, before`);
      return never();
    }
    const [result] = await Promise.allSettled([work()]);
    if (isDead) return never();
    // Nobody dies once the faults have ended, however long the call took.
    if (dies && world.deaths() > 0) {
      die(`${what}, after`);
      return never();
    }
    if (result?.status !== "fulfilled") throw result?.reason;
    return result.value;
  };

  const wire = createWire({
    chance: chance.stream("wire"),
    clock: world.clock,
    scheduler: world.scheduler,
    stripe: world.stripe,
    history: world.history,
    mostlySlow: world.plan.mostlySlow,
    trouble: world.trouble,
    copyTrouble: world.copyTrouble,
    call: () => calls.getStore() ?? null,
    port,
    server: name,
    factsNow: (call) => shop.factsFor(call.tap.principal),
  });
  const stripe = new Stripe(shop.secretKey, {
    // The SDK's type also wants what streams and raw answers need; nothing here asks for them.
    httpClient: wire as unknown as Stripe.HttpClient,
    telemetry: false,
    ...(shop.stripeAccount !== null && { stripeAccount: shop.stripeAccount }),
  });
  const payments = createPayments<Asking, unknown>({
    stripe,
    store: storeInTurn(world, port, () => isDead),
    webhookSecrets: [WEBHOOK_SECRET],
    confirmationMethod: world.plan.confirmationMethod,
    captureMethod: world.plan.captureMethod,
    paymentIntentParams: extraParameters,
    scope: ({ principal }) => ({
      ...(principal !== null && { principal }),
      ...(names === "tenant" && { tenant: "north" }),
    }),
    ...(names === "installation" && { installation: "main" }),
    ...(names === "account" && { account: shop.account }),
    loadOrder: ({ body, context }) =>
      port("loadOrder", async () => {
        await world.scheduler.turn();
        const facts = shop.factsFor(context.principal);
        const call = calls.getStore();
        if (call) Object.assign(call, { facts, waitedSince: false });
        world.history.loaded.push({ at: world.clock.ms, shop: shop.name, facts });
        world.history.say(
          name,
          () =>
            `loadOrder says version ${facts.version}, amount ${facts.amount}, customer ${facts.customer}`,
        );
        if (chance.happens(0.2)) await world.scheduler.turn();
        return String(body.order_id) === shop.orderId ? loadedOrder(shop.orderId, facts) : null;
      }),
    onPayment:
      kinds === null
        ? "elsewhere"
        : handlersOf(world, shop, { server: name, kinds }, chance.stream("handlers")),
    ...(ears.events && {
      onEvent: eventHandlersOf(world, shop, name, chance.stream("event handlers")),
    }),
    clock: world.clock,
    ids: {
      paymentId: () => world.nextId("pay"),
      errorId: () => world.nextId("err"),
      fraction: () => chance.fraction(),
    },
    logger: loggerOf(world, name),
  });
  return {
    name,
    payments,
    ears,
    isNamed,
    hearsAll:
      OPTIONAL_KINDS.every((kind) => kinds?.has(kind) === true) &&
      (ears.events || !world.plan.someHandlers),
    get isDead() {
      return isDead;
    },
    death,
    within: (call, work) => calls.run(call, work),
  };
}

function loggerOf(world: World, server: string) {
  const at = (level: string) => (fields: object, message: string) => {
    const { event, error } = { event: "", error: undefined, ...fields };
    if (level !== "debug") world.history.reached.add(`log: ${event}`);
    world.history.say(
      server,
      () => `log ${level} ${event}: ${message} ${error === undefined ? "" : String(error)}`,
    );
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
