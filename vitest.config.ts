import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { leftOutNotice } from "./tools/vitest/left-out-notice.ts";

// Tests read the sources, not the build. Vitest hands these to Node, where `import` would give a `require` the wrong file.
const conditions = ["chargeonce-source", "node"];
const browser = process.env.CHARGEONCE_BROWSER === "1";
/** The run of the long tests, which the usual one leaves out. */
const long = process.env.CHARGEONCE_LONG === "1";
const LONG_TESTS = "test/**/*.long.test.ts";
const report = process.env.CHARGEONCE_TEST_REPORT;

/** Packages and examples with a `test` folder, so that a new one needs no line here. */
function roomsWithTests(): { name: string; root: string }[] {
  return ["packages", "examples"].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder))
      .map((room) => ({
        name: folder === "packages" ? room : `example-${room}`,
        root: `${folder}/${room}`,
      }))
      .filter(({ root }) => existsSync(join(import.meta.dirname, root, "test"))),
  );
}

/** The ways of the real `stripe` client into the simulator; the long run repeats its tests of behaviour for each. */
const FACES = ["http-node", "http-fetch", "msw-node", "msw-fetch"];

/** `msw` in a test, and in what it tests, is msw 3; here it is msw 2, which is installed beside it. */
const MSW_2 = {
  alias: [{ find: /^msw(?=\/|$)/, replacement: "msw2" }],
  env: { CHARGEONCE_MSW: "2" },
};
/** `CHARGEONCE_MSW=2` runs the tests of behaviour with msw 2 too. */
const msw2Wished = process.env.CHARGEONCE_MSW === "2";

interface Project {
  name: string;
  root: string;
  include: string;
  exclude?: string[];
  env?: Record<string, string>;
  alias?: { find: RegExp; replacement: string }[];
}

/**
 * Rooms whose test files run one after the other in the same worker: starting one for each file, and loading the room
 * in it, took longer than the tests. What such a file leaves in a module the next one finds there.
 */
const SHARED_WORKERS = new Set(["packages/core", "packages/simulator"]);

/** What a room prepares for its tests: once for a run, and in every worker. */
function preparations(root: string) {
  const present = (file: string) =>
    existsSync(join(import.meta.dirname, root, file)) ? [file] : [];
  return {
    globalSetup: present("test/vitest-global-setup.ts"),
    setupFiles: present("test/vitest-setup.ts"),
  };
}

function project({ name, root, include, exclude = [], env = {}, alias = [] }: Project) {
  return {
    resolve: { conditions, alias },
    ssr: { resolve: { conditions } },
    test: {
      name,
      root,
      include: [include],
      exclude: long ? exclude : [...exclude, LONG_TESTS],
      env,
      ...preparations(root),
      pool: "forks" as const,
      isolate: !SHARED_WORKERS.has(root),
      testTimeout: 20_000,
      hookTimeout: 60_000,
    },
  };
}

export default defineConfig({
  test: {
    // Vitest would leave one processor unused; with two, that is half of them.
    maxWorkers: "100%",
    passWithNoTests: false,
    reporters: [
      "default",
      ...(browser || long ? [] : [leftOutNotice]),
      ...(report ? [["json", { outputFile: report }] satisfies [string, object]] : []),
    ],
    silent: "passed-only",
    projects: [
      ...roomsWithTests().map(({ name, root }) =>
        project({
          name,
          root,
          include: long ? LONG_TESTS : "test/**/*.test.ts",
          exclude: ["test/browser/**"],
        }),
      ),
      ...(long ? FACES : []).map((face) =>
        project({
          name: `simulator ${face}`,
          root: "packages/simulator",
          include: "test/behaviour/**/*.test.ts",
          alias: msw2Wished ? MSW_2.alias : [],
          env: { CHARGEONCE_FACE: face, ...(msw2Wished && MSW_2.env) },
        }),
      ),
      ...(long
        ? []
        : [
            project({
              name: "simulator msw 2",
              root: "packages/simulator",
              include: "test/msw-face.test.ts",
              ...MSW_2,
            }),
          ]),
      project({
        name: "workspace",
        root: "tools",
        include: long ? LONG_TESTS : "test/**/*.test.ts",
        exclude: ["test/browser/**"],
      }),
      ...(browser
        ? [
            project({
              name: "browser",
              root: ".",
              include: "{packages/*,examples/*,tools}/test/browser/**/*.test.ts",
            }),
          ]
        : []),
    ],
  },
});
