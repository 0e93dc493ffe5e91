import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Report = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
});

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Adds up Vitest's JSON reports.
 *
 * @param reports The text of each report.
 * @returns The tests counted; a run that failed outside of any test counts as one failure.
 */
export function countTests(reports: readonly string[]): Count {
  return reports
    .map((text) => Report.parse(JSON.parse(text)))
    .map(({ success, numPassedTests, numFailedTests }) => ({
      passed: numPassedTests,
      failed: success ? numFailedTests : Math.max(1, numFailedTests),
    }))
    .reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed }), {
      passed: 0,
      failed: 0,
    });
}

if (import.meta.main) {
  const folder = process.argv[2] ?? ".";
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const { passed, failed } = countTests(
    files.map((name) => readFileSync(join(folder, name), "utf8")),
  );
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
