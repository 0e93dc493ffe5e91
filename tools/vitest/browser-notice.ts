import { globSync } from "node:fs";
import { join } from "node:path";
import type { Reporter } from "vitest/node";

const top = join(import.meta.dirname, "../..");

/** Says at the end of a run that the browser tests were left out, and how to run them. */
export const browserNotice: Reporter = {
  onTestRunEnd() {
    const count = globSync("{packages/*,examples/*,tools}/test/browser/**/*.test.ts", {
      cwd: top,
    }).length;
    if (count === 0) return;
    console.log(
      `browser tests: not run (files that need a Chromium: ${count}; with one installed, \`npx -y pnpm@12 test:browser\` runs them)\n`,
    );
  },
};
