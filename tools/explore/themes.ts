import type { Chance } from "./chance.ts";
import { anything, callersOf, type Plan, type Theme } from "./plan.ts";

/** The theme that is called so; null for each world's own. */
export function themeOf(name: string | undefined): Theme | null {
  if (name === undefined) return null;
  const theme = [...THEMES, ...RARE].find((each) => each === name);
  if (theme === undefined)
    throw new Error(`A theme is one of: ${[...new Set([...THEMES, ...RARE])].join(", ")}.`);
  return theme;
}

/** Worlds differ in size: most faults need few actors, and small worlds are quick. */
export function planOf(
  seed: number,
  chance: Chance,
  ofStore: { transactions: boolean },
  wanted: Theme | null,
): Plan {
  const drawn = chance.pick(THEMES);
  const theme = wanted ?? rareThemeOf(seed) ?? drawn;
  const plan = anything(seed, chance, ofStore);
  return { ...plan, ...THEMED[theme](plan, chance), theme };
}

const QUIET = { orderChanges: 0, operator: 0, dashboard: 0 };

/** What each theme makes another way. */
const THEMED: Readonly<Record<Theme, (plan: Plan, chance: Chance) => Partial<Plan>>> = {
  anything: () => ({}),
  "slow confirms": slowConfirms,
  "slow copies": slowCopies,
  "changing order": ({ actors }, chance) => ({
    actors: { ...actors, ...QUIET, orderChanges: chance.between(2, 6) },
  }),
  "many callers": ({ actors }, chance) => ({
    callers: callersOf(3, chance),
    actors: { ...actors, ...QUIET },
  }),
  meddling: ({ actors }, chance) => ({
    deaths: 0,
    actors: { ...actors, operator: chance.between(1, 5), dashboard: chance.between(2, 5) },
  }),
  "some handlers": someHandlers,
  "copied intents": ({ actors }, chance) => ({
    copies: chance.between(1, 2),
    handlersFail: false,
    stripeTrouble: chance.pick([0, 0.1]),
    confirmTrouble: chance.pick([0, 0.1]),
    actors: { ...actors, ...QUIET },
  }),
  "nobody comes back": ({ actors }, chance) => ({
    nobodyComes: true,
    callers: callersOf(chance.pick([1, 2]), chance).map((caller) => ({
      ...caller,
      requests: chance.between(1, 4),
    })),
    fickle: chance.happens(0.7),
    stripeTrouble: chance.pick([0.1, 0.3, 0.5]),
    actors: { ...actors, operator: 0, dashboard: 0 },
  }),
  "a name by deploy": ({ actors }, chance) => ({
    deployNames: chance.pick(["installation", "account", "tenant"] as const),
    servers: chance.between(1, 3),
    withoutHandlers: false,
    shops: "one",
    stripeTrouble: chance.pick([0, 0, 0.1]),
    confirmTrouble: chance.pick([0, 0, 0.1]),
    deaths: 0,
    handlersFail: false,
    actors: { ...actors, ...QUIET, time: chance.pick([0, 1]), longTime: false },
  }),
};

/** One server has every handler, others lack some; payments go through, and money goes back. */
function someHandlers({ actors }: Plan, chance: Chance): Partial<Plan> {
  return {
    servers: chance.between(2, 3),
    withoutHandlers: false,
    someHandlers: true,
    shops: "one",
    stripeTrouble: chance.pick([0, 0.1]),
    confirmTrouble: chance.pick([0, 0.1]),
    actors: {
      ...actors,
      orderChanges: 0,
      // Nobody redrives each event that fails all night.
      operator: 0,
      dashboard: chance.between(2, 5),
      longTime: false,
    },
  };
}

/** What is asked of Stripe arrives late, or at the very end. */
function slowConfirms({ actors }: Plan, chance: Chance): Partial<Plan> {
  const confirmTrouble = chance.pick([0.4, 0.6, 0.8]);
  const late = { mostlySlow: true, veryLate: chance.happens(0.6) };
  const callers = callersOf(chance.pick([1, 1, 1, 1, 2]), chance).map((caller) => ({
    ...caller,
    keys: chance.happens(0.85),
    requests: chance.between(6, 16),
    repeats: 0.4,
    wanders: 0.2,
  }));
  const time = chance.pick([0, 2, 4]);
  return {
    ...late,
    callers,
    stripeTrouble: 0,
    confirmTrouble,
    deaths: 0,
    actors: { ...actors, ...QUIET, time, longTime: chance.happens(0.1) },
  };
}

/** One customer's confirm is slow, and its repetition gets an answer of its own. */
function slowCopies({ actors }: Plan, chance: Chance): Partial<Plan> {
  const callers = callersOf(1, chance).map((caller) => ({
    ...caller,
    keys: true,
    cardComes: chance.pick(["on process", "on confirm", "on both"] as const),
    requests: chance.between(5, 12),
    repeats: 0.5,
    insists: 0.95,
    wanders: 0.1,
  }));
  return {
    shops: "one",
    servers: chance.between(1, 2),
    callers,
    mostlySlow: true,
    fickle: true,
    veryLate: chance.happens(0.9),
    stripeTrouble: 0,
    confirmTrouble: chance.pick([0.5, 0.7]),
    copyTrouble: chance.pick([0.5, 0.8]),
    deaths: 0,
    handlersFail: false,
    actors: { ...actors, ...QUIET, time: chance.pick([0, 2]), longTime: false },
  };
}

const THEMES: readonly Theme[] = [
  "anything",
  "anything",
  "slow confirms",
  "slow confirms",
  "changing order",
  "many callers",
  "meddling",
];

/** Themes that every tenth seed is about, so that no other seed's world became another one when they came. */
const RARE = [
  "slow copies",
  "some handlers",
  "a name by deploy",
  "nobody comes back",
  "copied intents",
] as const;

function rareThemeOf(seed: number): Theme | null {
  if (seed % 10 === 8) return "slow copies";
  if (seed % 10 !== 0) return null;
  return RARE[1 + ((seed / 10) % 4)] ?? null;
}
