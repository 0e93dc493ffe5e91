import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readBlocks } from "./readme/code-blocks.ts";
import { followGuide } from "./readme/guide-files.ts";
import { linkWorkspace } from "./readme/link-workspace.ts";

const top = join(import.meta.dirname, "../..");
const GUIDE = "docs/testing-your-code.md";
const CONDITIONS = '["chargeonce-source", "node"]';
const TIMEOUT_MS = 120_000;

/** What a reader has who has followed the guide up to some block; gone after the test. */
function makeReadersFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-guide-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "vitest.config.ts"),
    `export default { resolve: { conditions: ${CONDITIONS} }, ssr: { resolve: { conditions: ${CONDITIONS} } } };`,
  );
  linkWorkspace(top, folder);
  return folder;
}

/** Runs the reader's own vitest. @returns What it printed, and whether all passed. */
function runTests(folder: string, files: ReadonlyMap<string, string>) {
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const flags = ["--conditions=chargeonce-source", "node_modules/vitest/vitest.mjs", "run"];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, {
    cwd: folder,
    encoding: "utf8",
    // The reader's run is none of ours: it must not take our workers' settings for its own.
    env: { PATH: process.env.PATH, NO_COLOR: "1" },
    timeout: TIMEOUT_MS,
  });
  return { passed: status === 0, printed: `${stdout}${stderr}` };
}

test("the testing guide finds the faults that it says, and its mended route passes", {
  timeout: TIMEOUT_MS,
}, () => {
  const [, withTest, keyed, , , webhook, , mended] = followGuide(readBlocks(top, GUIDE));
  if (!(withTest && keyed && webhook && mended)) throw new Error("The guide has lost a block.");
  const folder = makeReadersFolder();

  const twice = runTests(folder, withTest);
  expect(twice.printed).toContain(
    "expected [ { …(12) }, { …(12) } ] to have a length of 1 but got 2",
  );
  expect(runTests(folder, keyed)).toMatchObject({ passed: true });
  expect(runTests(folder, webhook).printed).toContain("expected [ 'o-1', 'o-1' ] to deeply equal");
  const { passed, printed } = runTests(folder, mended);
  expect(printed).toContain("3 passed");
  expect(passed).toBe(true);
});

test("the first test of the guide takes no more than 20 lines", () => {
  const block = readBlocks(top, GUIDE).find(({ code }) => code.startsWith("// shop.test.ts\n"));
  const [_name, ...lines] = block?.code.split("\n").filter((line) => line !== "") ?? [];
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThanOrEqual(20);
});
