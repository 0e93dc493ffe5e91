import type { MemoryTransaction, Payments, Store } from "@chargeonce/core";
import { OWNER } from "./owner.ts";
import type { Shop, ShopContext } from "./shop.ts";

/** A server of a shop whose process a handler can end. */
export interface DyingServer {
  readonly payments: Payments<ShopContext>;
  /** Resolves when it has ended: what it was about never goes on. */
  readonly death: Promise<void>;
}

/** What a server is made with. Gets `die`, which a handler calls as it would `process.exit`. */
type OptionsOf = (die: () => never) => NonNullable<Parameters<Shop["another"]>[0]>;

export function dyingServer(shop: Shop, optionsOf: OptionsOf): DyingServer {
  let dead = false;
  let tellDeath: () => void = () => undefined;
  const death = new Promise<void>((resolve) => {
    tellDeath = resolve;
  });
  const die = (): never => {
    dead = true;
    tellDeath();
    // Out of an open transaction, which the database then rolls back.
    throw new Error("The process has ended.");
  };
  const port = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    const ended = () => new Promise<Result>(() => undefined);
    if (dead) return ended();
    const settled = await Promise.allSettled([call()]);
    if (dead) return ended();
    const [result] = settled;
    if (result.status === "rejected") throw result.reason;
    return result.value;
  };
  const at = (level: string) => (fields: object, message: string) => {
    if (!dead) shop.log.push({ level, fields: { ...fields }, message });
  };
  const payments = shop.another({
    logger: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") },
    ...optionsOf(die),
    store: through(shop.store, port),
  });
  return { payments, death };
}

/** Starts one process after the other: its worker works until nothing is due, or until a handler ends the process. */
export function livesOf(shop: Shop, optionsOf: OptionsOf) {
  return async (): Promise<"lived" | "died"> => {
    // Nothing is to be read of Stripe's list within the hour.
    const now = shop.clock.now();
    await shop.store.feed.advance(OWNER, { readUntil: now, readAt: now });
    let pauses = 0;
    let tellRest: () => void = () => undefined;
    const rest = new Promise<void>((resolve) => {
      tellRest = resolve;
    });
    // Its one place and its upkeep pause, and nobody ends these pauses.
    const sleep = () => {
      pauses += 1;
      if (pauses === 2) tellRest();
      return new Promise<void>(() => undefined);
    };
    const { payments, death } = dyingServer(shop, (die) => ({
      ...optionsOf(die),
      clock: { ...shop.clock, sleep },
    }));
    payments.worker({ concurrency: 1 }).start();
    return Promise.race([rest.then(() => "lived" as const), death.then(() => "died" as const)]);
  };
}

type Port = <Result>(call: () => Promise<Result>) => Promise<Result>;

function through(
  { payments, idempotency, events, feed, strays, transaction }: Store<MemoryTransaction>,
  port: Port,
): Store<MemoryTransaction> {
  return {
    payments: watched(payments, port),
    idempotency: watched(idempotency, port),
    events: watched(events, port),
    feed: watched(feed, port),
    strays: watched(strays, port),
    ...(transaction && { transaction: (work) => port(() => transaction(work)) }),
  };
}

/** The same object with every method run through `port`. */
function watched<Target extends object>(target: Target, port: Port): Target {
  return new Proxy(target, {
    get(object, name, receiver) {
      const member: unknown = Reflect.get(object, name, receiver);
      if (typeof member !== "function") return member;
      return (...input: unknown[]) => port(() => Promise.resolve(member.apply(object, input)));
    },
  });
}
