import type { AsyncLocalStorage } from "node:async_hooks";
import type { Payments, Store } from "@chargeonce/core";
import type { Chance } from "./chance.ts";
import type { Call, History, Told } from "./history.ts";
import type { OrderFacts } from "./order-facts.ts";
import type { Plan } from "./plan.ts";
import type { Scheduler } from "./scheduler.ts";
import type { StripeSide } from "./stripe-side.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Who asks, as the shop's application knows it. */
export interface Asking {
  readonly principal: string | null;
}

/** What a server hears. Null kinds: its handlers are elsewhere. */
export interface Ears {
  readonly kinds: ReadonlySet<string> | null;
  readonly events: boolean;
}

/** One server process of a shop. When it dies another one takes its place. */
export interface Server {
  readonly name: string;
  readonly payments: Payments<Asking>;
  readonly ears: Ears;
  /** Whether it is of the deploy that names whose payments are. */
  readonly isNamed: boolean;
  /** Whether it has every handler. */
  readonly hearsAll: boolean;
  readonly isDead: boolean;
  /** Rejects when it dies. */
  readonly death: Promise<never>;
  /** Runs what one call asks of it. */
  within<Result>(call: Call, work: () => Promise<Result>): Promise<Result>;
}

/** An event of Stripe's that has not been delivered yet. */
export interface Mail {
  readonly eventId: string;
  readonly account: string;
  readonly livemode: boolean;
  tries: number;
}

/** One shop: an account or mode of Stripe's, its servers and its one order. */
export interface Shop {
  readonly name: string;
  /** Its account, as Stripe's records name it. */
  readonly account: string;
  readonly livemode: boolean;
  readonly secretKey: string;
  /** The connected account that its servers name; null for the key's own. */
  readonly stripeAccount: string | null;
  readonly orderId: string;
  readonly servers: Server[];
  /** What ran before a deploy named whose payments are, and sees what is theirs. */
  readonly old: Server[];
  facts: OrderFacts;
  /** Every Stripe customer that the order may be of. */
  readonly customers: Map<string, string>;
  factsFor(principal: string | null): OrderFacts;
  /** A server that lives. */
  anyServer(chance: Chance): Server;
}

/** Everything that one seed makes. */
export interface World {
  readonly plan: Plan;
  readonly chance: Chance;
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly stripe: StripeSide;
  readonly store: Store<unknown>;
  readonly history: History;
  readonly shops: Shop[];
  readonly mail: Mail[];
  /** What a transaction has told so far. */
  readonly hearing: AsyncLocalStorage<Told[]>;
  /** How often a request to Stripe meets something. */
  trouble(route?: string): number;
  copyTrouble(): number;
  deaths(): number;
  handlersFail(): number;
  /** While it is night all handlers fail. */
  night(is: boolean): void;
  /** Faults end. */
  calm(): void;
  nextId(prefix: string): string;
  /** Sees each payment as it is stored. */
  noteWrite(payment: unknown): void;
}
