import { core } from "./core-rooms.ts";
import { type Ban, climbing, only, type Room, tree } from "./room.ts";

const DOOR: Ban = {
  modules: [
    "@chargeonce/*/src/**",
    "@chargeonce/*/dist/**",
    "@chargeonce/core/**",
    "!@chargeonce/core/opentelemetry",
    "**/packages/**",
  ],
  reason:
    "Import the package's public door (`@chargeonce/core`). If something private is needed, the door is missing something: add it there.",
};

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

/**
 * Who may import whom, and why: one entry per room of the tree, later entries win over earlier ones.
 * Biome reads it as `import-direction.json`, which `pnpm lint:rooms` writes from this file.
 */
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
  ...adapter("express", ["express", "node:*", "node:*/*"], "`express`, Node's built-ins"),
  ...adapter("koa", ["koa", "node:*", "node:*/*"], "`koa`, Node's built-ins"),
  ...adapter("fetch", [], "no Node built-in (it runs on workers)"),
  ...store("store-sqlite", ["node:*", "node:*/*"], "Node's built-ins"),
  ...store("store-postgres", ["pg", "node:*", "node:*/*"], "`pg`, Node's built-ins"),
  ...tree("packages/cli/src", [
    only(
      [
        "@chargeonce/core",
        "@chargeonce/store-postgres",
        "@chargeonce/store-sqlite",
        "commander",
        "pg",
        "string-width",
        "stripe",
        "node:*",
      ],
      "The operator's command stands on the public doors of core and of the stores, as an application does.",
    ),
  ]),
  ...tree("packages/testing/src", [
    only(
      [
        "@chargeonce/core",
        "stripe",
        "node:assert",
        "node:assert/strict",
        "node:child_process",
        "node:crypto",
        "node:events",
        "node:net",
        "node:readline",
      ],
      "Laws run in any runner: this package imports core's public door, the types of `stripe`, a few of Node's built-ins and its own files, never a test runner.",
    ),
  ]),
  ...simulator,
];
