import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { browserNotice } from "./tools/vitest/browser-notice.ts";

// Tests read the sources, not the build. Vitest hands these to Node, where `import` would give a `require` the wrong file.
const conditions = ["chargeonce-source", "node"];
const browser = process.env.CHARGEONCE_BROWSER === "1";
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

/** The ways of the real `stripe` client into the simulator, each with its tests of behaviour again. */
const FACES = ["http-node", "http-fetch", "msw-node", "msw-fetch"];

interface Project {
  name: string;
  root: string;
  include: string;
  exclude?: string[];
  env?: Record<string, string>;
}

/** What a room prepares for its tests: once for a run, and in every worker. */
function preparations(root: string) {
  const present = (file: string) =>
    existsSync(join(import.meta.dirname, root, file)) ? [file] : [];
  return {
    globalSetup: present("test/vitest-global-setup.ts"),
    setupFiles: present("test/vitest-setup.ts"),
  };
}

function project({ name, root, include, exclude = [], env = {} }: Project) {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      root,
      include: [include],
      exclude,
      env,
      ...preparations(root),
      pool: "forks" as const,
      testTimeout: 20_000,
      hookTimeout: 60_000,
    },
  };
}

export default defineConfig({
  test: {
    passWithNoTests: false,
    reporters: [
      "default",
      ...(browser ? [] : [browserNotice]),
      ...(report ? [["json", { outputFile: report }] satisfies [string, object]] : []),
    ],
    silent: "passed-only",
    projects: [
      ...roomsWithTests().map(({ name, root }) =>
        project({ name, root, include: "test/**/*.test.ts", exclude: ["test/browser/**"] }),
      ),
      ...FACES.map((face) =>
        project({
          name: `simulator ${face}`,
          root: "packages/simulator",
          include: "test/behaviour/**/*.test.ts",
          env: { CHARGEONCE_FACE: face },
        }),
      ),
      project({ name: "workspace", root: "tools", include: "test/**/*.test.ts" }),
      ...(browser
        ? [project({ name: "browser", root: ".", include: "*/*/test/browser/**/*.test.ts" })]
        : []),
    ],
  },
});
