import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test, vi } from "vitest";
import { explainFailure, secretsOf } from "../src/explain-failure.ts";
import { requireSqlite } from "../src/open-sqlite.ts";
import { runCli, startCli } from "./run-cli.ts";
import { runHere } from "./run-here.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "chargeonce-cli-"));
const key = { STRIPE_SECRET_KEY: "sk_test_hushhush" };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["health", {}, "STRIPE_SECRET_KEY is not set: set the key that the servers use"],
  [
    "health",
    { STRIPE_SECRET_KEY: "pk_test_hushhush" },
    "STRIPE_SECRET_KEY must be a secret or restricted key",
  ],
  [
    "health",
    { STRIPE_SECRET_KEY: "sk_live_hushhush", STRIPE_API_BASE: "http://127.0.0.1:9" },
    "STRIPE_API_BASE must not be set with a live key",
  ],
  [
    "health",
    { ...key, STRIPE_API_BASE: "http://127.0.0.1:9/v1" },
    "STRIPE_API_BASE must be an origin without a path",
  ],
  ["health", key, "Neither DATABASE_URL nor DATABASE_FILE is set, and there is no /"],
  ["migrate", {}, "say which database is to be made."],
  [
    "health",
    { ...key, DATABASE_URL: "postgres://a:hush@b/c", DATABASE_FILE: "x" },
    "DATABASE_URL and DATABASE_FILE are both set",
  ],
  [
    "health",
    { ...key, DATABASE_URL: "postgres://a:hush#hush@b/c" },
    "DATABASE_URL must be postgres://user:password@host:5432/database",
  ],
  [
    "health",
    { ...key, DATABASE_URL: "postgres://a:1234#hush@b/c" },
    "DATABASE_URL must be postgres://user:password@host:5432/database",
  ],
  [
    "health",
    { ...key, DATABASE_URL: "postgres://a:hush%zz@b/c" },
    "DATABASE_URL must be postgres://user:password@host:5432/database",
  ],
  [
    "health",
    { ...key, DATABASE_URL: "mysql://a:hush@b/c" },
    "DATABASE_URL must be postgres://user:password@host:5432/database",
  ],
  [
    "health",
    { ...key, DATABASE_FILE: "/nowhere/shop.db" },
    "There is no file /nowhere/shop.db: check DATABASE_FILE or DATABASE_URL",
  ],
  [
    "health --schema x",
    { ...key, DATABASE_FILE: "/nowhere/shop.db" },
    "--schema and --table-prefix are for Postgres",
  ],
  ["bogus", {}, "error: unknown command 'bogus'"],
  ["payments lst", {}, "(Did you mean list?)"],
  ["health --nonsense", {}, "error: unknown option '--nonsense'"],
  ["payments list --limit -1", {}, "It is a number from 1 to 1000."],
  ["payments list --since 2026-02-30", {}, "It is a day, 2026-11-01, or an instant"],
  ["payments list --since 2026-11-01T12:00", {}, "It is a day, 2026-11-01, or an instant"],
  ["payments list --review --status review", {}, "error: --review goes with --limit alone"],
  ["payments show order_1", {}, "It is a payment's id (pay_…) or its PaymentIntent's (pi_…)."],
  ["payments resolve pay_1 maybe", {}, "It is paid, closed or kept."],
  ["events list --status lost", {}, "Allowed choices are pending, done, ignored, dead."],
  ["health --account 1", {}, "It is an account's id (acct_…)."],
  ["health --own-account 1", {}, "It is an account's id (acct_…)."],
  ["health --context a//b", {}, "It is an account's id (acct_…), or a path of them."],
  ["health --abandon-after-hours 0", {}, "It is a number of hours above 0."],
  ["migrate --from 1", {}, "error: --from goes with --print"],
])("`%s` %j ends with 1 and says what to do", async (line, env, sentence) => {
  const { stdout, stderr, code } = await runHere(line, env);
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain("hush");
  expect(stderr).not.toMatch(/^ +at /m);
});

test("a usage error with --json is one JSON document; what was typed is cut and made printable", async () => {
  const words = ["payments", "show", `\u001b[2J${"x".repeat(100_000)}`, "--json"];
  const { stdout, stderr, code } = await startCli(words).ended;
  const { error } = JSON.parse(stdout);
  expect([code, error.code, error.exit]).toEqual([1, "usage", 1]);
  expect(stderr.length).toBeLessThan(400);
  expect(stdout + stderr).not.toContain("\u001b");
  const nothing = await runCli("--json");
  expect(JSON.parse(nothing.stdout).error.message).toBe("Name a command; --help lists them.");
});

test("no command but migrate makes a SQLite file or tables in one", async () => {
  const foreign = join(folder, "foreign.db");
  const database = new DatabaseSync(foreign);
  database.exec("create table orders (id text) strict");
  database.close();
  const at = (file: string) => ({ ...key, DATABASE_FILE: file });
  expect((await runCli("payments list", at(foreign))).stderr).toBe(
    `The file ${foreign} has no tables of chargeonce: check its path, or make them with \`chargeonce migrate\`.\n`,
  );
  expect(await runCli("migrate", { DATABASE_FILE: foreign })).toEqual({
    code: 0,
    stdout: `SQLite at ${foreign}:\n  did step 1\nIt is up to date.\n`,
    stderr: "",
  });
  expect((await runCli("migrate", { DATABASE_URL: `sqlite:${foreign}` })).stdout).toBe(
    `SQLite at ${foreign} is up to date: nothing to do.\n`,
  );
  expect(await runCli("payments list", at(foreign))).toEqual({
    code: 0,
    stdout: "No payments (test mode).\n",
    stderr: "",
  });
  const text = join(folder, "notes.txt");
  writeFileSync(text, "no database, but long enough for SQLite to read its header".repeat(20));
  const unusable = await runCli("payments list", at(text));
  expect([unusable.code, unusable.stdout]).toEqual([1, ""]);
  expect(unusable.stderr).toBe(
    `${text} cannot be used as a SQLite database (file is not a database): check its path, and that this user may read and write it.\n`,
  );
});

test.each(["20.19.4", "22.12.0"])(
  "SQLite on Node %s is a sentence that says what to do",
  (version) => {
    expect(() => requireSqlite(version)).toThrow(
      `A SQLite store needs Node 22.13 or newer, and this is ${version}: use a newer Node, or set DATABASE_URL to a Postgres.`,
    );
    expect(() => requireSqlite("22.13.0")).not.toThrow();
    expect(() => requireSqlite("24.0.0")).not.toThrow();
  },
);

test("an error that nobody foresaw loses what the settings hold, in every form", () => {
  const secrets = secretsOf({
    STRIPE_SECRET_KEY: "sk_test_hushhush",
    DATABASE_URL: "postgres://shop:p%40ss-word@db/shop",
  });
  const known = { place: null, misconfigured: null, secrets };
  const message =
    "postgres://shop:p%40ss-word@db/shop, p%40ss-word, p@ss-word, sk_test_hushhush\u001b[2J";
  expect(explainFailure(new Error(message), known)).toMatchObject({
    message: "[removed], [removed], [removed], [removed]\\u{1b}[2J",
    exit: 1,
  });
});

test("help and version need no settings, and help tells the exit codes and whose handlers run", async () => {
  const help = await runCli("--help");
  expect([help.code, help.stderr]).toEqual([0, ""]);
  expect(help.stdout).toContain("  2    a person must see to something");
  expect(help.stdout).toContain("This command calls none of your handlers");
  for (const command of [
    "health",
    "reviews",
    "payments list",
    "events redrive",
    "reconcile",
    "migrate",
  ]) {
    const { stdout, code } = await runHere(`${command} --help`, {});
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples?.*:\n {2}.*chargeonce/);
  }
  expect(await runCli("--version")).toEqual({ code: 0, stdout: "0.0.0\n", stderr: "" });
});
