import type { Chance } from "./chance.ts";

/** Where a caller's card comes in. `app`: his app confirms by itself, with the client secret. */
export type CardComes = "on process" | "on confirm" | "on both" | "with the app";

export interface CallerPlan {
  readonly name: string;
  /** `logs in`: a guest first, a user later. */
  readonly identity: "user" | "guest" | "logs in";
  readonly keys: boolean;
  readonly cardComes: CardComes;
  /** Requests that he makes at most. */
  readonly requests: number;
  /** How often he repeats an old tap, and does anything but what he was told. */
  readonly repeats: number;
  /** How often he asks the same again when nobody answered. */
  readonly insists: number;
  readonly wanders: number;
}

/**
 * What a world is about. A world in which everything happens is seldom one in which the same few things happen in the
 * one order that is wrong.
 */
export type Theme =
  | "anything"
  | "slow confirms"
  | "slow copies"
  | "changing order"
  | "many callers"
  | "meddling"
  | "some handlers"
  | "a name by deploy"
  | "nobody comes back"
  | "copied intents";

/** Whose payments are: what a deploy may name. */
export type Deploy = "installation" | "account" | "tenant";

/** What one seed's world is made of. */
export interface Plan {
  readonly seed: number;
  readonly theme: Theme;
  readonly confirmationMethod: "automatic" | "manual";
  readonly captureMethod: "automatic" | "manual";
  /** Whether the store has transactions. */
  readonly transactions: boolean;
  readonly servers: number;
  /** Whether one of them has no handlers. */
  readonly withoutHandlers: boolean;
  /** Whether only the first of them has every handler, and those for Stripe's events. */
  readonly someHandlers: boolean;
  /** What a deploy in the middle of it names for the first time. */
  readonly deployNames: Deploy | null;
  readonly shops: "one" | "two connected accounts" | "live and test";
  readonly callers: readonly CallerPlan[];
  /** Whose Stripe customer the order is: nobody's, the order says it, or whoever is logged in. */
  readonly customers: "nobody" | "order" | "caller";
  /** How often a request to Stripe meets something: of all requests, and of confirms, where money moves. */
  readonly stripeTrouble: number;
  readonly confirmTrouble: number;
  /** How often the repetition of a confirm that is still on its way gets an answer of its own, which Stripe does not keep. */
  readonly copyTrouble: number;
  /** Whether what happens to requests is mostly that they are slow. */
  readonly mostlySlow: boolean;
  /** Whether every bank changes its mind. */
  readonly fickle: boolean;
  /** Whether what is slow arrives only at the end. */
  readonly veryLate: boolean;
  /** How often a server dies at a port call. */
  readonly deaths: number;
  readonly handlersFail: boolean;
  readonly actors: {
    readonly orderChanges: number;
    readonly operator: number;
    readonly dashboard: number;
    readonly time: number;
    readonly longTime: boolean;
  };
  /** How many intents somebody makes by copying one of ours, and charges. */
  readonly copies: number;
  /** Whether nobody comes for days before the last customer does. */
  readonly nobodyComes: boolean;
}

/** A world in which anything may happen. */
export function anything(seed: number, chance: Chance, ofStore: { transactions: boolean }): Plan {
  const stripeTrouble = chance.pick([0, 0.1, 0.3, 0.5]);
  return {
    seed,
    theme: "anything",
    confirmationMethod: chance.happens(0.2) ? "manual" : "automatic",
    captureMethod: chance.happens(0.15) ? "manual" : "automatic",
    transactions: ofStore.transactions && chance.happens(0.85),
    servers: chance.between(1, 3),
    withoutHandlers: chance.happens(0.15),
    someHandlers: false,
    deployNames: null,
    shops: chance.happens(0.85) ? "one" : chance.pick(["two connected accounts", "live and test"]),
    callers: callersOf(chance.pick([1, 1, 2, 2, 2, 3]), chance),
    customers: chance.pick(["nobody", "nobody", "order", "caller"]),
    stripeTrouble,
    confirmTrouble: 1.6 * stripeTrouble,
    copyTrouble: 0,
    mostlySlow: false,
    fickle: false,
    veryLate: chance.happens(0.5),
    deaths: chance.pick([0, 0, 0.01, 0.03]),
    handlersFail: chance.happens(0.2),
    actors: {
      orderChanges: chance.pick([0, 0, 1, 2, 4]),
      operator: chance.pick([0, 0, 1, 3]),
      dashboard: chance.pick([0, 0, 0, 1, 3]),
      time: chance.pick([0, 1, 2, 4]),
      longTime: chance.happens(0.25),
    },
    copies: 0,
    nobodyComes: false,
  };
}

const NAMES = ["anna", "bert", "cleo"];
const CARD_COMES = ["on process", "on confirm", "on both", "on both", "with the app"] as const;

export function callersOf(count: number, chance: Chance): CallerPlan[] {
  const keys = chance.pick(["all", "all", "none", "some"]);
  const users = chance.pick(["all", "all", "none", "some"]);
  return Array.from({ length: count }, (_, index) => ({
    name: NAMES[index] ?? `caller ${index}`,
    identity: identityOf(users, chance),
    keys: keys === "all" || (keys === "some" && chance.happens(0.5)),
    cardComes: chance.pick(CARD_COMES),
    requests: chance.between(3, 12),
    repeats: 0.2,
    insists: 0.5,
    wanders: 0.15,
  }));
}

function identityOf(users: string, chance: Chance): CallerPlan["identity"] {
  if (users === "all") return chance.happens(0.15) ? "logs in" : "user";
  if (users === "none") return "guest";
  return chance.pick(["user", "guest", "logs in"]);
}
