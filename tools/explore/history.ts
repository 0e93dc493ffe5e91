import type { OrderFacts } from "./order-facts.ts";

/** A request that a caller's app makes: the same again when it is repeated. */
export interface Tap {
  readonly id: number;
  readonly shop: string;
  readonly caller: string;
  readonly operation: "process" | "confirm" | "status";
  /** Null without a key. */
  readonly key: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  /** The method that it names. */
  readonly method: string | null;
  readonly principal: string | null;
  readonly answers: Answer[];
}

/** One time that a tap was asked of a server. */
export interface Call {
  readonly tap: Tap;
  readonly server: string;
  /** When it was asked, as events are counted. */
  readonly begun: number;
  /** What `loadOrder` said last in the course of it; null before, and where the order was gone. */
  facts: OrderFacts | null;
  /** Whether Stripe was waited for since `loadOrder` was asked. */
  waitedSince: boolean;
  /** The intent as Stripe showed it last in the course of it. */
  seen: SeenIntent | null;
}

export interface SeenIntent {
  readonly id: string;
  readonly status: string;
  readonly method: string | null;
  readonly customer: string | null;
  /** The method that the last error was about. */
  readonly failedMethod: string | null;
}

export interface Answer {
  readonly order: number;
  readonly at: number;
  /** `ok`, an error's code, or `lost` when nobody heard it. */
  readonly code: string;
  readonly status: string | null;
  readonly secret: string | null;
  readonly retryable: boolean;
  readonly call: Call;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request that a server sent to Stripe. */
export interface Sent {
  readonly at: number;
  readonly route: string;
  readonly intentId: string | null;
  readonly stripeKey: string | null;
  /** In the course of which call; null for what a server does by itself. */
  readonly call: Call | null;
  /** The method that this attempt was first sent for; null where nobody said and none was seen. */
  readonly meant: string | null;
  /** What `loadOrder` had said to that call when it was sent. */
  readonly facts: OrderFacts | null;
  /** What it would have said, had it been asked after the last wait for Stripe; null where it was. */
  readonly unasked: OrderFacts | null;
}

/** Who made Stripe do something. */
export type Cause =
  | { readonly by: "server"; readonly sent: Sent }
  | { readonly by: "app"; readonly caller: string; readonly named: boolean }
  | { readonly by: "shop"; readonly what: string };

/** Money that Stripe took, or holds, and how the intent was when it did. */
export interface Charge {
  readonly order: number;
  readonly at: number;
  readonly id: string;
  readonly intentId: string;
  readonly method: string;
  readonly cause: Cause;
  readonly carried: CarriedFacts;
}

/** A status that an intent came to. */
export interface StatusChange {
  readonly order: number;
  readonly status: string;
}

/** What an intent carries of its order. */
export interface CarriedFacts {
  readonly amount: number;
  readonly customer: string | null;
  readonly receiptEmail: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly shippingTo: string | null;
  readonly saveCard: boolean;
}

/** What a handler heard, once it was committed. */
export interface Told {
  readonly order: number;
  readonly at: number;
  readonly shop: string;
  readonly server: string;
  readonly kind: string;
  readonly effectKey: string;
  readonly reason: string | null;
  readonly about: string | null;
  readonly payment: Readonly<Record<string, unknown>>;
  readonly paymentId: string;
  readonly intentId: string | null;
}

/** Everything that is judged, and what is shown of it. */
export interface History {
  /** Null when nobody wants to read it. */
  readonly lines: string[] | null;
  readonly taps: Tap[];
  readonly sent: Sent[];
  readonly charges: Charge[];
  /** What `loadOrder` said, in order. */
  readonly loaded: { readonly at: number; readonly shop: string; readonly facts: OrderFacts }[];
  readonly told: Told[];
  /** Each intent's statuses at Stripe, in order. */
  readonly statuses: Map<string, StatusChange[]>;
  /** A payment's status went from one to another that cannot follow. */
  readonly regressions: string[];
  /** What went wrong in a way that no answer may. */
  readonly mishaps: string[];
  /** Interesting states that were reached. */
  readonly reached: Set<string>;
  /** Intents whose own fields somebody changed at Stripe, beside the library. */
  readonly touched: Map<string, Set<string>>;
  /** Intents that somebody confirmed beside the library, for an order of ours. */
  readonly beside: Set<string>;
  /** Those of them that carry all that one of ours does. */
  readonly copies: Set<string>;
  /** Intents whose payment a person closed. */
  readonly closed: Set<string>;
  /** Intents whose money a person accounted for elsewhere. */
  readonly kept: Set<string>;
  /** `intent:method` that a caller named to a server. */
  readonly named: Set<string>;
  /** Counts what happened. */
  next(): number;
  say(who: string, what: () => string): void;
}

export function createHistory(trace: boolean, now: () => Date): History {
  let order = 0;
  const lines: string[] | null = trace ? [] : null;
  return {
    lines,
    taps: [],
    sent: [],
    charges: [],
    loaded: [],
    told: [],
    statuses: new Map(),
    regressions: [],
    mishaps: [],
    reached: new Set(),
    touched: new Map(),
    beside: new Set(),
    copies: new Set(),
    closed: new Set(),
    kept: new Set(),
    named: new Set(),
    next() {
      order += 1;
      return order;
    },
    say(who, what) {
      lines?.push(`${now().toISOString().slice(5, 23)} ${who.padEnd(14)} ${what()}`);
    },
  };
}
