import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  ATTRIBUTES,
  LOG_EVENTS,
  LOG_FIELDS,
  METRICS,
  SPANS,
} from "../../packages/core/src/index.ts";
import { checkTypes } from "./readme/check-types.ts";
import { readBlocks } from "./readme/code-blocks.ts";
import { linkWorkspace } from "./readme/link-workspace.ts";

const top = join(import.meta.dirname, "../..");
const GUIDE = "docs/telemetry.md";
const guide = readFileSync(join(top, GUIDE), "utf8");

/** The rows of the table under a heading, without its two lines of head. */
function rowsUnder(heading: string): string[] {
  const [, section = ""] = guide.split(`\n## ${heading}\n`);
  const [body = ""] = section.split("\n## ");
  return body.split("\n").filter((line) => line.startsWith("| `"));
}

const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;
const code = (text: string) => `\`${text}\``;

test.each([
  ["Log lines", Object.entries(LOG_EVENTS).map(([name, means]) => row(code(name), means))],
  ["Their fields", Object.entries(LOG_FIELDS).map(([name, holds]) => row(code(name), holds))],
  ["Spans", Object.entries(SPANS).map(([name, is]) => row(code(name), is.kind, is.meaning))],
  [
    "Metrics",
    Object.entries(METRICS).map(([name, is]) =>
      row(code(name), is.instrument, code(is.unit), is.attributes.map(code).join(" "), is.meaning),
    ),
  ],
  ["Attributes", Object.entries(ATTRIBUTES).map(([name, says]) => row(code(name), says))],
])("docs/telemetry.md lists under %s what the code has, and nothing else", (heading, built) => {
  expect(rowsUnder(heading)).toEqual(built);
  expect(built.length).toBeGreaterThan(5);
});

test("every name of a log line and of a metric is used", () => {
  const core = join(top, "packages/core/src");
  const lists = ["log-events.ts", "telemetry-names.ts"];
  const sources = readdirSync(core, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !lists.some((list) => file.endsWith(list)))
    .map((file) => readFileSync(join(core, file), "utf8"))
    .join("\n");
  const names = [...Object.keys(LOG_EVENTS), ...Object.keys(METRICS)];
  expect(names.filter((name) => !sources.includes(`"${name}"`))).toEqual([]);
  expect(names.length).toBeGreaterThan(30);
});

test("the code of docs/telemetry.md compiles for a reader", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-telemetry-guide-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  linkWorkspace(top, folder);
  const modules = readBlocks(top, GUIDE)
    .filter(({ language }) => language === "ts")
    .map((block) => ({ block, code: block.code }));
  expect(checkTypes({ top, folder }, modules)).toEqual([]);
  expect(modules).toHaveLength(1);
});
