import type { IConfiguration, IRegularForbiddenRuleType } from "dependency-cruiser";
import { CORE_ROOMS } from "./core-rooms.ts";

const CORE = "^packages/core/src/";
const escaped = (text: string) => text.replaceAll(/[.*/]/g, "\\$&");
const npmPackage = (name: string) => `(^|/)node_modules/${escaped(name)}/`;
const isFile = (name: string) => name.endsWith(".ts");

/** The files of a row of `CORE_ROOMS`. */
function coreFiles(name: string): string {
  if (name !== "*.ts") return `${CORE}${escaped(name)}${isFile(name) ? "$" : "/"}`;
  const rows = Object.keys(CORE_ROOMS).filter((row) => isFile(row) && row !== name);
  return `${CORE}(?!(?:${rows.map(escaped).join("|")})$)[^/]+$`;
}

function rule(
  name: string,
  comment: string,
  from: IRegularForbiddenRuleType["from"],
  to: IRegularForbiddenRuleType["to"],
): IRegularForbiddenRuleType {
  return { name, comment, severity: "error", from, to };
}

const coreRooms = Object.entries(CORE_ROOMS).map(([name, { may, npm = [], why }]) =>
  rule(
    `core/${name}`,
    why,
    { path: coreFiles(name) },
    { pathNot: [...[name, ...may].map(coreFiles), ...npm.map(npmPackage)] },
  ),
);

const OPENTELEMETRY = `${CORE}opentelemetry\\.ts$`;

/** What holds in the whole core, whatever its rooms are. */
const core = [
  rule(
    "core-has-rooms",
    "Every file of the core is in a room: give it a row in CORE_ROOMS, with what it may import and why.",
    { path: CORE, pathNot: Object.keys(CORE_ROOMS).map(coreFiles) },
    {},
  ),
  rule(
    "core-stands-alone",
    "The core imports zod and its own files, nothing else: it knows no framework, no database and no Node built-in, and runs on workers.",
    { path: CORE },
    { pathNot: [CORE, ...["zod", "stripe", "@opentelemetry/api"].map(npmPackage)] },
  ),
  rule(
    "core-stripe",
    "Only src/stripe imports `stripe`: everything else speaks to the StripeGateway port, so that the SDK can change in one room.",
    { path: CORE, pathNot: `${CORE}stripe/` },
    { path: npmPackage("stripe") },
  ),
  rule(
    "core-opentelemetry",
    "`@opentelemetry/api` is an optional peer: only opentelemetry.ts imports it and nobody imports that, so that the main door works without it. Measure through the telemetry port.",
    { path: CORE, pathNot: OPENTELEMETRY },
    { path: [OPENTELEMETRY, "(^|/)node_modules/@opentelemetry/"] },
  ),
  ...coreRooms,
];

interface Outer {
  /** Our own packages that it may import, through their main door. */
  readonly ours?: readonly string[];
  readonly npm?: readonly string[];
  /** Node's built-ins: all, or these. */
  readonly node?: "all" | readonly string[];
  readonly why: string;
}

/** What a package beside the core may import. */
const PACKAGES: Readonly<Record<string, Outer>> = {
  express: {
    ours: ["core"],
    npm: ["express"],
    node: "all",
    why: "An adapter translates and holds no policy: it imports core's public door, `express`, Node's built-ins and its own files.",
  },
  koa: {
    ours: ["core"],
    npm: ["koa"],
    node: "all",
    why: "An adapter translates and holds no policy: it imports core's public door, `koa`, Node's built-ins and its own files.",
  },
  fetch: {
    ours: ["core"],
    why: "An adapter translates and holds no policy: it imports core's public door and its own files, no Node built-in (it runs on workers).",
  },
  "store-sqlite": {
    ours: ["core"],
    node: "all",
    why: "A store imports core's public door, Node's built-ins and its own files: what it must know of payments stands in the ports.",
  },
  "store-postgres": {
    ours: ["core"],
    npm: ["pg"],
    node: "all",
    why: "A store imports core's public door, `pg`, Node's built-ins and its own files: what it must know of payments stands in the ports.",
  },
  cli: {
    ours: ["core", "store-postgres", "store-sqlite"],
    npm: ["commander", "pg", "string-width", "stripe"],
    node: "all",
    why: "The operator's command stands on the public doors of core and of the stores, as an application does.",
  },
  testing: {
    ours: ["core"],
    npm: ["stripe"],
    node: ["assert", "assert/strict", "child_process", "crypto", "events", "net", "readline"],
    why: "Laws run in any runner: this package imports core's public door, the types of `stripe`, a few of Node's built-ins and its own files, never a test runner.",
  },
  simulator: {
    npm: ["commander", "msw", "stripe", "zod"],
    node: "all",
    why: "The simulator is an independent oracle: it imports nothing of the library that it judges.",
  },
};

const packages = Object.entries(PACKAGES).map(([name, { ours = [], npm = [], node = [], why }]) =>
  rule(
    name,
    why,
    { path: `^packages/${name}/src/` },
    {
      pathNot: [
        `^packages/${name}/src/`,
        ...ours.map((door) => `^packages/${door}/src/index\\.ts$`),
        ...npm.map(npmPackage),
        ...(node === "all" ? [] : node.map((module) => `^(?:node:)?${module}$`)),
      ],
      ...(node === "all" && { dependencyTypesNot: ["core"] }),
    },
  ),
);

const SIMULATOR = "^packages/simulator/src/";
const simulator = [
  rule(
    "simulator-msw",
    "`msw` is an optional peer: only the msw face imports it, so that the main door works without it.",
    { path: SIMULATOR, pathNot: `${SIMULATOR}[^/]+/msw[^/]*\\.ts$` },
    { path: npmPackage("msw") },
  ),
  rule(
    "simulator-engine",
    "The engine is pure: zod, the hashes of node:crypto and the types of `stripe` are all that it knows. The faces stand around it and import it.",
    { path: `${SIMULATOR}engine/` },
    {
      pathNot: [
        `${SIMULATOR}(?!faces/)`,
        ...["zod", "stripe"].map(npmPackage),
        "^(?:node:)?crypto$",
      ],
    },
  ),
];

const SOURCES = "^(?:packages|examples)/[^/]+/src/";

const everywhere = [
  rule(
    "door",
    "Leave a package by its door, not by a path: import the other package by its name. If something private is needed, the door is missing something: add it there.",
    { path: "^((?:packages|examples)/[^/]+/)" },
    { path: ".", pathNot: "^$1", dependencyTypes: ["local"] },
  ),
  rule(
    "sources-stay-in-src",
    "What is published is src alone: a source imports no test, no tool and no file beside it.",
    { path: "^((?:packages|examples)/[^/]+/src/)" },
    { path: ".", pathNot: "^$1", dependencyTypes: ["local"] },
  ),
  rule(
    "found",
    "An import leads to a file, and into a package only by a door that its `exports` names.",
    {},
    { couldNotResolve: true },
  ),
  rule(
    "no-circle",
    "Files that import each other, even for a type, cannot be read or moved one without the other: take out what both need.",
    {},
    { circular: true },
  ),
  rule(
    "installed",
    "Whoever installs a package gets no devDependencies: what its sources import stands in dependencies or peerDependencies.",
    { path: SOURCES },
    {
      dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
      dependencyTypesNot: ["npm", "npm-peer", "npm-optional"],
    },
  ),
];

/** Who may import whom, and why. */
const config: IConfiguration = {
  forbidden: [...everywhere, ...core, ...packages, ...simulator],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^tools/test/fixtures/", "^tools/check-packages/consumer/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["chargeonce-source", "import", "node", "default", "types"],
    },
  },
};
export default config;
