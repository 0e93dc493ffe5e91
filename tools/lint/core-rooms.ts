import { type Ban, climbing, only, type Room, tree } from "./room.ts";

const STRIPE_ROOM: Ban = {
  modules: ["stripe", "stripe/**"],
  reason:
    "Only src/stripe imports `stripe`: everything else speaks to the StripeGateway port, so that the SDK can change in one room.",
};
const OPENTELEMETRY_ROOM: Ban = {
  modules: ["@opentelemetry/**", "**/opentelemetry.ts"],
  reason:
    "`@opentelemetry/api` is an optional peer: only opentelemetry.ts imports it and nobody imports that, so that the main door works without it. Measure through the telemetry port.",
};
const CORE: readonly Ban[] = [
  only(
    ["zod", "stripe", "stripe/**"],
    "The core imports zod and its own files, nothing else: it knows no framework, no database and no Node built-in, and runs on workers.",
  ),
  STRIPE_ROOM,
  OPENTELEMETRY_ROOM,
];
const NO_GATEWAY: Ban = {
  modules: ["**/stripe/**"],
  reason:
    "Operations know the StripeGateway port, not src/stripe: src/wiring passes the gateway in.",
};
const NO_HTTP: Ban = {
  modules: ["**/http.ts", "**/handle-http*.ts"],
  reason:
    "Operations know nothing of HTTP: handle-http.ts alone turns requests into operations and errors into statuses.",
};
const NO_WIRING: Ban = {
  modules: [
    "create-payments",
    "create-operator",
    "wiring/*",
    "index",
    "memory/*",
    "system-clock",
    "system-ids",
  ].map((name) => `**/${name}.ts`),
  reason:
    "Only create-payments.ts, create-operator.ts and src/wiring put the parts together: take this through a port or an argument.",
};
const GROUND =
  "Ports, money, errors and http are the ground on which all else stands: they import only each other.";
const COUNTED = [
  "contradiction.ts",
  "json.ts",
  "money.ts",
  "errors.ts",
  "payment.ts",
  "reversal.ts",
  "step-attempt.ts",
];

/** A room inside the core: its own files, what it is built on, and the reason why nothing else. */
function coreRoom(name: string, modules: readonly string[], reason: string): Room {
  return {
    files: [`packages/core/src/${name}/**`],
    bans: [{ modules: ["**", "!./*.ts", ...modules.map((module) => `!${module}`)], reason }],
  };
}
const BELOW = ["../ports/*", "../sha256.ts", "../order.ts", ...COUNTED.map((file) => `../${file}`)];

/** The rooms of packages/core/src. */
export const core: readonly Room[] = [
  ...tree("packages/core/src", [...CORE, NO_GATEWAY, NO_HTTP, NO_WIRING]),
  coreRoom(
    "decide",
    BELOW,
    "src/decide says what follows from what and touches nothing: records, ports' types and its own files, so that its tests need no store and no Stripe.",
  ),
  coreRoom(
    "wire",
    ["zod", "../engine.ts", "../decide/*", ...BELOW],
    "src/wire reads what came and words what is told: it takes no step and calls no operation.",
  ),
  coreRoom(
    "steps",
    ["zod", "../engine.ts", "../describe-error.ts", "../decide/*", "../wire/*", ...BELOW],
    "src/steps are what operations are made of: a step calls decisions and other steps, never an operation.",
  ),
  coreRoom(
    "adapt",
    ["../http.ts"],
    "src/adapt is what adapters share: it knows the neutral HTTP types and no operation.",
  ),
  {
    files: ["packages/core/src/handle-http*.ts"],
    bans: [climbing(0), ...CORE, NO_GATEWAY, NO_WIRING],
  },
  {
    // options.ts names the types of the SDK that the application hands in.
    files: ["create-payments", "create-operator", "index", "options"].map(
      (name) => `packages/core/src/${name}.ts`,
    ),
    bans: [climbing(0), ...CORE],
  },
  {
    files: ["packages/core/src/wiring/**"],
    bans: [climbing(1), ...CORE, NO_HTTP],
  },
  {
    files: ["packages/core/src/opentelemetry.ts"],
    bans: [
      {
        modules: ["**", "!./ports/telemetry*.ts", "!@opentelemetry/api"],
        reason:
          "opentelemetry.ts binds the telemetry port to OpenTelemetry and knows nothing else, so that its door stays small.",
      },
    ],
  },
  {
    files: [
      "packages/core/src/values/money.ts",
      "packages/core/src/errors.ts",
      "packages/core/src/http/http.ts",
    ],
    bans: [
      {
        modules: ["**", "!./money.ts", "!./errors.ts", "!./http.ts", "!./ports/*"],
        reason: GROUND,
      },
    ],
  },
  {
    files: ["packages/core/src/ports/**"],
    bans: [
      {
        modules: ["**", "!./*.ts", "!../http.ts", ...COUNTED.map((file) => `!../${file}`)],
        reason: GROUND,
      },
    ],
  },
  {
    files: ["packages/core/src/stripe/**"],
    bans: [
      {
        modules: [
          "**",
          "!./*.ts",
          "!../sha256.ts",
          "!stripe",
          "!../ports/*",
          ...COUNTED.map((file) => `!../${file}`),
        ],
        reason:
          "src/stripe translates between the StripeGateway port and the SDK and decides nothing: it imports `stripe`, ports, payment, money, errors and the hash.",
      },
    ],
  },
  {
    files: ["packages/core/src/memory/**"],
    bans: [
      {
        modules: ["**", "!./*.ts", "!../ports/*", ...COUNTED.map((file) => `!../${file}`)],
        reason:
          "A store keeps what it is given: it imports ports, payment, money and errors, no operation.",
      },
    ],
  },
  {
    files: ["packages/core/src/setup/system-clock.ts", "packages/core/src/setup/system-ids.ts"],
    bans: [
      {
        modules: ["**", "!./ports/*"],
        reason:
          "The system's clock and ids implement their ports and know nothing else: only they touch time and randomness.",
      },
    ],
  },
];
