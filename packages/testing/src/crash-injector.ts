import type { Clock, IdempotencyStore, Store, UnitOfWork } from "@chargeonce/core";

/** Where a simulated server dies. */
export interface CrashPoint {
  /** The port call, counted from 1; 0 for never. */
  readonly at: number;
  /** `before`: nobody has heard of the call. `after`: it was executed, and the server never got the answer. */
  readonly when: "before" | "after";
}

/**
 * The ports of one simulated server that is gone, for good, from its n-th port call on: a call of a dead server neither
 * reaches anybody nor returns. The world behind the ports lives on, so that a second server can take over.
 *
 * A transaction is a call: `after` it means committed, and acknowledged to nobody. The calls inside it count too; a death
 * there rolls it back, as the database does when a connection is lost.
 */
export interface CrashInjector {
  /** The server's store. */
  store<Tx>(store: Store<Tx>): Store<Tx>;
  /** The server's idempotency store, where it is another one. */
  idempotencyStore(store: IdempotencyStore): IdempotencyStore;
  /** The server's way to Stripe: `Stripe.createFetchHttpClient(injector.fetch(fetch))`. */
  fetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch;
  /** The server's clock: falling asleep is a port call, reading the time is none. */
  clock(clock: Clock): Clock;
  /** Any other call by which the server is felt outside, such as a mail that a handler sends. */
  call<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Rejects when the server dies. Race a request against it, because the request itself never ends. */
  readonly death: Promise<never>;
  /** Port calls so far. Run once with `at: 0` to learn how many there are to die at. */
  calls(): number;
}

/**
 * Makes the ports of one mortal server.
 *
 * @example
 * ```ts
 * import { createPayments, memoryStore } from "@chargeonce/core";
 * import { createCrashInjector } from "@chargeonce/testing";
 * import Stripe from "stripe";
 *
 * const store = memoryStore();
 * function startServer(doomed: ReturnType<typeof createCrashInjector>) {
 *   const httpClient = Stripe.createFetchHttpClient(doomed.fetch(fetch));
 *   return createPayments({
 *     stripe: new Stripe("sk_test_1", { httpClient }),
 *     store: doomed.store(store),
 *     webhookSecrets: ["whsec_1"],
 *     loadOrder: async () => ({ id: "order_1", amount: 1050, currency: "usd" }),
 *     onPayment: { succeeded: () => undefined },
 *   });
 * }
 *
 * const doomed = createCrashInjector({ at: 2, when: "after" });
 * const request = { amount: 1050, currency: "usd" };
 * const first = startServer(doomed).process(request, { context: undefined });
 * await Promise.race([first, doomed.death]).catch(() => "the first server is dead");
 *
 * const survivor = startServer(createCrashInjector({ at: 0, when: "before" }));
 * await survivor.process(request, { context: undefined });
 * ```
 */
export function createCrashInjector(point: CrashPoint): CrashInjector {
  let count = 0;
  let dead = false;
  let tellDeath: (reason: Crash) => void = () => undefined;
  const death = new Promise<never>((_, reject) => {
    tellDeath = reject;
  });
  // Whoever asks hears of it; nobody has to ask.
  death.catch(() => undefined);

  /** Counts a call. @throws Crash instead of the result when the server is dead then. */
  const counted = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (dead) throw new Crash(point);
    count += 1;
    const here = count === point.at;
    if (here && point.when === "before") throw die();
    const settled = await work().then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    if (here && !dead) throw die();
    if (dead) throw new Crash(point);
    if ("error" in settled) throw settled.error;
    return settled.result;
  };

  const die = (): Crash => {
    dead = true;
    const crash = new Crash(point);
    tellDeath(crash);
    return crash;
  };

  const call: CrashInjector["call"] = (work) => counted(work).catch(neverAfterCrash);

  const transactionOf =
    <Tx>(transaction: NonNullable<Store<Tx>["transaction"]>): typeof transaction =>
    (work) =>
      // Inside, a death must be thrown, so that the store rolls back; outside nobody hears of it.
      call(() =>
        transaction((unit: UnitOfWork<Tx>) =>
          work({
            payments: watched(unit.payments, counted),
            events: watched(unit.events, counted),
            tx: unit.tx,
          }),
        ),
      );

  return {
    store: <Tx>({
      payments,
      idempotency,
      events,
      feed,
      strays,
      transaction,
    }: Store<Tx>): Store<Tx> => ({
      payments: watched(payments, call),
      idempotency: watched(idempotency, call),
      events: watched(events, call),
      feed: watched(feed, call),
      strays: watched(strays, call),
      ...(transaction && { transaction: transactionOf(transaction) }),
    }),
    idempotencyStore: (store) => watched(store, call),
    fetch: (fetch) => (input, init) => call(() => fetch(input, init)),
    clock: (clock) => ({
      now: () => clock.now(),
      sleep: (ms, signal) => call(() => clock.sleep(ms, signal)),
    }),
    call,
    death,
    calls: () => count,
  };
}

class Crash extends Error {
  constructor({ at, when }: CrashPoint) {
    super(`The server died at port call ${at}, ${when} it.`);
    this.name = "Crash";
  }
}

/** A dead server's call never returns. */
function neverAfterCrash(error: unknown): Promise<never> {
  return error instanceof Crash ? new Promise(() => undefined) : Promise.reject(error);
}

/** The same object with every method run through `around`. */
function watched<Target extends object>(target: Target, around: CrashInjector["call"]): Target {
  return new Proxy(target, {
    get(object, name, receiver) {
      const member: unknown = Reflect.get(object, name, receiver);
      if (typeof member !== "function") return member;
      return (...input: unknown[]) => around(() => Promise.resolve(member.apply(object, input)));
    },
  });
}
