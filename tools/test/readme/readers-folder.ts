import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { linkWorkspace } from "./link-workspace.ts";

const top = join(import.meta.dirname, "../../..");
/** What the readers of the guides have installed beside our packages and their peers. */
const MORE = [
  "packages/koa/node_modules/koa-body",
  "packages/koa/node_modules/@koa/router",
  "node_modules/rate-limiter-flexible",
  "node_modules/@stripe/stripe-js",
];

/** A folder with these files in it, which sees what its reader has installed; gone after the test. */
export function makeReadersFolder(files: ReadonlyMap<string, string> = new Map()): string {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-guide-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  linkWorkspace(top, folder, MORE);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return folder;
}
