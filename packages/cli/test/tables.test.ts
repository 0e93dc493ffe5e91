import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCli } from "./run-cli.ts";
import { runHere } from "./run-here.ts";

vi.setConfig({ testTimeout: 60_000 });

// In this process the store is of tomorrow, with a step more; a child process has today's.
vi.mock("../../store-sqlite/src/migrations.ts", async (original) => {
  const { MIGRATIONS } = await original<{ MIGRATIONS: readonly string[] }>();
  return { MIGRATIONS: [...MIGRATIONS, "create table chargeonce_more (n integer) strict"] };
});

const folder = mkdtempSync(join(tmpdir(), "chargeonce-cli-"));
const file = join(folder, "shop.db");
const env = { STRIPE_SECRET_KEY: "sk_test_hushhush", DATABASE_FILE: file };
const tables = (database: DatabaseSync) =>
  database.prepare("select count(*) as n from sqlite_master where name = 'chargeonce_more'").get();

beforeAll(async () => {
  expect((await runCli("migrate", env)).code).toBe(0);
  expect(readdirSync(folder)).toEqual(["shop.db"]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  "health",
  "reviews",
  "payments list",
  "payments show pay_1",
  "payments redrive pay_1",
  "payments resolve pay_1 paid",
  "payments cancel order_1",
  "events list",
  "events show evt_1",
  "events redrive evt_1",
  "reconcile",
  "reconcile --dry-run",
])(
  "`%s` of a newer version refuses a file of the servers' older one and leaves every byte of it",
  async (line) => {
    const before = readFileSync(file);
    const sentence = `The file ${file} has tables of an older version: bring them up to date with \`chargeonce migrate\`, or use the version of this command that your servers have.`;
    const { stdout, stderr, code } = await runHere(`${line} --json`, env);
    expect([code, stderr]).toEqual([1, `${sentence}\n`]);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: "schema_old", message: sentence, exit: 1 },
    });
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(folder)).toEqual(["shop.db"]);
  },
);

test("only migrate brings older tables up to date; then the older command refuses them as newer", async () => {
  const database = new DatabaseSync(file);
  expect(tables(database)).toEqual({ n: 0 });
  expect(await runHere("migrate", env)).toEqual({
    code: 0,
    stdout: `SQLite at ${file}:\n  did step 2\nIt is up to date.\n`,
    stderr: "",
  });
  expect(tables(database)).toEqual({ n: 1 });
  database.close();
  expect((await runHere("payments list", env)).stdout).toBe("No payments (test mode).\n");

  const newer = {
    code: 1,
    stdout: "",
    stderr: `The file ${file} has tables of a newer version: use the version of this command that your servers have.\n`,
  };
  expect(await runCli("payments list", env)).toEqual(newer);
  expect(await runCli("migrate", env)).toEqual(newer);
  const json = await runCli("health --json", env);
  expect(JSON.parse(json.stdout).error.code).toBe("schema_new");
});

test("a file that is not there is not made, nor its folder", async () => {
  const nowhere = join(folder, "not", "there.db");
  expect(await runHere("payments list", { ...env, DATABASE_FILE: nowhere })).toEqual({
    code: 1,
    stdout: "",
    stderr: `There is no file ${nowhere}: check DATABASE_FILE or DATABASE_URL, or make it with \`chargeonce migrate\`.\n`,
  });
  expect(readdirSync(folder)).not.toContain("not");
});
