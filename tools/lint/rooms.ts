/**
 * Who may import whom, and why: one entry per room of the tree, later entries win over earlier ones.
 * Biome reads it as `import-direction.json`, which `pnpm lint:rooms` writes from this file.
 *
 * Patterns are gitignore-like: `["**", "!./**", "!zod"]` forbids everything but the folder itself and zod.
 */
export interface Room {
  /** Globs from the top of the tree. */
  readonly files: readonly string[];
  readonly bans: readonly Ban[];
  /** For a module of which only some names may be imported. */
  readonly namesOnly?: Readonly<
    Record<string, { readonly names: string[]; readonly reason: string }>
  >;
}

interface Ban {
  readonly modules: readonly string[];
  readonly reason: string;
}

const DOOR: Ban = {
  modules: [
    "@chargeonce/*/src/**",
    "@chargeonce/*/dist/**",
    "@chargeonce/core/**",
    "**/packages/**",
  ],
  reason:
    "Import the package's public door (`@chargeonce/core`). If something private is needed, the door is missing something: add it there.",
};

/** Paths that climb out of the room; `levels` is how many folders deep the importing file lies in it. */
function climbing(levels: number): Ban {
  return {
    modules: [`${"../".repeat(levels + 1)}**`],
    reason:
      "Leave a room by a package's door, not by a path: import the other package by its name.",
  };
}

/** One entry per depth, because a relative path says where it leads only together with where it starts. */
function tree(folder: string, bans: readonly Ban[], namesOnly?: Room["namesOnly"]): Room[] {
  return [0, 1, 2].map((levels) => ({
    files: [`${folder}/${"*/".repeat(levels)}*`],
    bans: [climbing(levels), ...bans],
    ...(namesOnly && { namesOnly }),
  }));
}

/** Everything is forbidden but the room's own files and the modules named. */
function only(modules: readonly string[], reason: string): Ban {
  return { modules: ["**", "!./**", "!../**", ...modules.map((name) => `!${name}`)], reason };
}

const STRIPE_ROOM: Ban = {
  modules: ["stripe", "stripe/**"],
  reason:
    "Only src/stripe imports `stripe`: everything else speaks to the StripeGateway port, so that the SDK can change in one room.",
};
const CORE: readonly Ban[] = [
  only(
    ["zod", "stripe", "stripe/**"],
    "The core imports zod and its own files, nothing else: it knows no framework, no database and no Node built-in, and runs on workers.",
  ),
  STRIPE_ROOM,
];
const NO_GATEWAY: Ban = {
  modules: ["**/stripe/**"],
  reason:
    "Operations know the StripeGateway port, not src/stripe: create-payments.ts passes the gateway in.",
};
const NO_HTTP: Ban = {
  modules: ["**/http.ts", "**/handle-http*.ts"],
  reason:
    "Operations know nothing of HTTP: handle-http.ts alone turns requests into operations and errors into statuses.",
};
const NO_WIRING: Ban = {
  modules: ["create-payments", "index", "memory-store*", "system-clock", "system-ids"].map(
    (name) => `**/${name}.ts`,
  ),
  reason:
    "Only create-payments.ts wires the parts together: take this through a port or an argument.",
};
const GROUND =
  "Ports, money, errors and http are the ground on which all else stands: they import only each other.";
const COUNTED = ["money.ts", "errors.ts", "payment.ts"];

const core: Room[] = [
  ...tree("packages/core/src", [...CORE, NO_GATEWAY, NO_HTTP, NO_WIRING]),
  {
    files: ["packages/core/src/handle-http*.ts"],
    bans: [climbing(0), ...CORE, NO_GATEWAY, NO_WIRING],
  },
  {
    // options.ts names the types of the SDK that the application hands in.
    files: ["create-payments", "index", "options"].map((name) => `packages/core/src/${name}.ts`),
    bans: [climbing(0), ...CORE],
  },
  {
    files: [
      "packages/core/src/money.ts",
      "packages/core/src/errors.ts",
      "packages/core/src/http.ts",
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
          "!stripe",
          "!../ports/*",
          ...COUNTED.map((file) => `!../${file}`),
        ],
        reason:
          "src/stripe translates between the StripeGateway port and the SDK and decides nothing: it imports `stripe`, ports, payment, money and errors.",
      },
    ],
  },
  {
    files: ["packages/core/src/memory-store*.ts"],
    bans: [
      {
        modules: [
          "**",
          "!./memory-store*.ts",
          "!./ports/*",
          ...COUNTED.map((file) => `!./${file}`),
        ],
        reason:
          "A store keeps what it is given: it imports ports, payment, money and errors, no operation.",
      },
    ],
  },
  {
    files: ["packages/core/src/system-clock.ts", "packages/core/src/system-ids.ts"],
    bans: [
      {
        modules: ["**", "!./ports/*"],
        reason:
          "The system's clock and ids implement their ports and know nothing else: only they touch time and randomness.",
      },
    ],
  },
];

function adapter(name: string, modules: readonly string[], described: string): Room[] {
  const reason = `An adapter translates and holds no policy: it imports core's public door, ${described} and its own files.`;
  return tree(`packages/${name}/src`, [only(["@chargeonce/core", ...modules], reason)]);
}

function store(name: string, modules: readonly string[], described: string): Room[] {
  const reason = `A store imports core's public door, ${described} and its own files: what it must know of payments stands in the ports.`;
  return tree(`packages/${name}/src`, [only(["@chargeonce/core", ...modules], reason)]);
}

const INDEPENDENT: Ban = {
  modules: ["@chargeonce/**"],
  reason:
    "The simulator is an independent oracle: it imports nothing of the library that it judges.",
};
const ENGINE =
  "The engine is pure: zod, the hashes of node:crypto and the types of `stripe` are all that it knows. The faces stand around it and import it.";

const simulator: Room[] = [
  ...tree("packages/simulator/src", [
    INDEPENDENT,
    {
      modules: ["msw", "msw/**"],
      reason:
        "`msw` is an optional peer: only the msw face imports it, so that the main door works without it.",
    },
  ]),
  { files: ["packages/simulator/src/*/msw*.ts"], bans: [climbing(1), INDEPENDENT] },
  ...tree("packages/simulator/src/engine", [], {
    "node:crypto": {
      names: ["createHash", "createHmac", "timingSafeEqual"],
      reason: "Randomness is an input: take only hashes from node:crypto, and ids from the seed.",
    },
  }).map((room, levels) => ({
    ...room,
    bans: [
      climbing(levels + 1),
      only(["zod", "stripe", "node:crypto"], ENGINE),
      { modules: ["**/faces/**"], reason: ENGINE },
    ],
  })),
];

export const rooms: readonly Room[] = [
  ...tree("packages/*/src", [DOOR]),
  ...tree("packages/*/test", [DOOR]).map((room, levels) => ({
    ...room,
    bans: [climbing(levels + 1), DOOR],
  })),
  ...tree("examples/*/src", [DOOR]),
  ...tree("examples/*/test", [DOOR]).map((room, levels) => ({
    ...room,
    bans: [climbing(levels + 1), DOOR],
  })),
  ...core,
  ...adapter("express", ["express", "node:*"], "`express`, Node's built-ins"),
  ...adapter("koa", ["koa", "node:*"], "`koa`, Node's built-ins"),
  ...adapter("fetch", [], "no Node built-in (it runs on workers)"),
  ...store("store-sqlite", ["node:*"], "Node's built-ins"),
  ...store("store-postgres", ["pg", "node:*"], "`pg`, Node's built-ins"),
  ...tree("packages/testing/src", [
    only(
      ["@chargeonce/core", "node:assert", "node:assert/strict"],
      "Laws run in any runner: this package imports core's public door, `node:assert` and its own files, never a test runner.",
    ),
  ]),
  ...simulator,
];
