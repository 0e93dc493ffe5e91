import { readdirSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";

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

const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const Job = z.object({
  needs: z.string().optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  steps: z.array(Step),
});
const Workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), Job),
});

/** Every job of every workflow, with what it may do and what it says. */
const jobs = files.flatMap((file) => {
  const { permissions, jobs } = Workflow.parse(parse(readFileSync(join(FOLDER, file), "utf8")));
  return Object.entries(jobs).map(([name, job]) => ({
    title: `${file}, ${name}`,
    file,
    name,
    job,
    may: job.permissions ?? permissions,
    text: JSON.stringify(job),
  }));
});
const checksAll = ({ job }: { readonly job: z.infer<typeof Job> }) =>
  job.steps.some(({ run }) => run === ".ci/run");

test("an action of somebody else's is pinned to the commit that was read, and says which version that is", () => {
  const uses = files.flatMap((file) =>
    [...readFileSync(join(FOLDER, file), "utf8").matchAll(/\buses: (.*)$/gm)].map(
      ([, used]) => used,
    ),
  );
  expect(uses.length).toBeGreaterThan(0);
  for (const used of uses) expect(used).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+(?:\.\d+)*$/);
});

test.each(files)("%s lets nothing through that .ci/run does not", (file) => {
  const [first, ...others] = jobs.filter((one) => one.file === file);
  if (first === undefined) throw new Error("A workflow has a job.");
  expect(checksAll(first)).toBe(true);
  expect(others.map(({ job }) => job.needs)).toEqual(others.map(() => first.name));
});

test.each(jobs.filter(checksAll))(
  "$title runs tests where they can write nothing and know no secret",
  ({ job, may, text }) => {
    expect(may).toEqual({ contents: "read" });
    expect(text).not.toMatch(/secrets\.|github\.token|GITHUB_TOKEN/);
    const checkouts = job.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with["persist-credentials"])).toEqual([false]);
  },
);

test("one job alone may publish, and it runs nothing of the repository or of what that depends on", () => {
  const publishing = jobs.filter(
    ({ may, text }) => "id-token" in may || text.includes("NPM_TOKEN"),
  );
  expect(publishing.map(({ title }) => title)).toEqual(["release.yml, publish"]);
  expect(publishing[0]?.may).toEqual({ contents: "write", "id-token": "write" });
  expect(publishing[0]?.text).not.toMatch(/actions\/checkout|pnpm|npx|npm (?:ci|install|run)/);
});
