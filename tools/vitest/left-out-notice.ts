import { globSync } from "node:fs";
import { join } from "node:path";
import type { Reporter } from "vitest/node";

const top = join(import.meta.dirname, "../..");

/** Says at the end of a run which tests were left out, and what runs them. */
export const leftOutNotice: Reporter = {
  onTestRunEnd() {
    const long = count("**/*.long.test.ts");
    const browser = count("browser/**/*.test.ts");
    console.log(
      `not run here: ${long} files of long tests and the simulator's behaviour by every way into it (\`npx -y pnpm@12 test:long\`), ${browser} files that need a Chromium (\`npx -y pnpm@12 test:browser\`)\n`,
    );
  },
};

function count(files: string): number {
  return globSync(`{packages/*,examples/*,tools}/test/${files}`, { cwd: top }).length;
}
