import { readdirSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";

// The parser imports JSON without saying that it is JSON, which bundlers let pass and Node does not.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  "@actions/workflow-parser"
);

const top = join(import.meta.dirname, "../..");
const FOLDER = join(top, ".github/workflows");
const files = readdirSync(FOLDER);

/** @returns What GitHub's own parser says against a workflow. */
async function faultsOf(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

test.each(files)("GitHub can read the workflow %s", async (file) => {
  expect(await faultsOf(file, readFileSync(join(FOLDER, file), "utf8"))).toEqual([]);
});

test.each([
  ["a key that does not exist", "timeout-minutes: 60", "timeout-hours: 1"],
  ["an expression that cannot be read", "github.ref }}", "github.ref"],
  ["a permission that does not exist", "contents: read", "content: read"],
  ["no machine", "runs-on: ubuntu-latest", "name: everything"],
])("and would not read one with %s", async (_title, right, wrong) => {
  const workflow = readFileSync(join(FOLDER, "ci.yml"), "utf8");
  expect(workflow).toContain(right);
  expect(await faultsOf("ci.yml", workflow.replace(right, wrong))).not.toEqual([]);
});

test.each(files)("%s lets nothing through that .ci/run does not", (file) => {
  const workflow = readFileSync(join(FOLDER, file), "utf8");
  const runs = [...workflow.matchAll(/^ +- run: (.*)$/gm)].map(([, command]) => command);
  expect(runs).toEqual([".ci/run"]);
});
