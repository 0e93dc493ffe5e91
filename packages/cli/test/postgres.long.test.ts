import { postgresStore } from "@chargeonce/store-postgres";
import { createDatabase, type OwnPostgres, startOwnPostgres } from "@chargeonce-tools/own-postgres";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runCli } from "./run-cli.ts";
import { killHandler, openShop, type Shop } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });

let server: OwnPostgres;
let pool: Pool;
let shop: Shop;
let env: Record<string, string>;
const TABLES = "--schema payments --table-prefix shop_";

beforeAll(async () => {
  server = await startOwnPostgres();
  await createDatabase(server, "shop");
  await createDatabase(server, "empty");
  const url = server.url("shop");
  const made = await runCli(`migrate ${TABLES}`, { DATABASE_URL: url });
  expect(made).toEqual({
    code: 0,
    stdout: `Postgres at 127.0.0.1:${server.port}/shop:\n  did 0001_payments\nIt is up to date.\n`,
    stderr: "",
  });
  pool = new Pool({ connectionString: url });
  shop = await openShop(postgresStore(pool, { schema: "payments", tablePrefix: "shop_" }));
  env = { ...shop.env, DATABASE_URL: url };
});

afterAll(async () => {
  await shop.close();
  await pool.end();
  await server.stop();
});

test("migrate finds everything done the second time, and prints the SQL without a database", async () => {
  expect(await runCli(`migrate ${TABLES}`, { DATABASE_URL: env.DATABASE_URL ?? "" })).toEqual({
    code: 0,
    stdout: `Postgres at 127.0.0.1:${server.port}/shop is up to date: nothing to do.\n`,
    stderr: "",
  });
  const again = await runCli(`migrate --json ${TABLES}`, { DATABASE_URL: env.DATABASE_URL ?? "" });
  expect(JSON.parse(again.stdout)).toEqual({
    database: `Postgres at 127.0.0.1:${server.port}/shop`,
    steps: [],
  });
  const printed = await runCli(`migrate --print ${TABLES}`);
  expect(printed.code).toBe(0);
  expect(printed.stdout).toContain('create table "payments"."shop_payments"');
  expect((await runCli("migrate --print --from 1")).stdout).toBe(
    "-- Nothing comes after step 1.\n",
  );
});

test("every command works on Postgres as it does on SQLite", async () => {
  const paid = await shop.pay("order_1", { amount: 1050, currency: "usd" });
  await killHandler(shop, paid);
  await shop.begin("order_2", { amount: 500, currency: "jpy" });
  const run = (line: string) => runCli(`${line} ${TABLES}`, env);

  expect(await run("payments list")).toEqual({
    code: 0,
    stdout: `PAYMENT                               MADE                  ORDER       AMOUNT  STATUS
pay_00000000000000000000000000000002  YYYY-MM-DDThh:mm:ssZ  order_2    500 JPY  requires_payment_method
pay_00000000000000000000000000000001  YYYY-MM-DDThh:mm:ssZ  order_1  10.50 USD  succeeded !
review, ! : a person must see to it; \`chargeonce reviews\` says why
`,
    stderr: "",
  });
  expect((await run("reviews")).code).toBe(2);
  expect((await run(`payments redrive ${paid.id}`)).stdout).toBe(
    `1 handler of ${paid.id} will be called again (succeeded): the application's worker does it.\n`,
  );
  expect((await run("reviews")).stdout).toBe("Nothing to see to (test mode).\n");
  expect((await run("payments cancel order_2")).stdout).toBe(
    "pay_00000000000000000000000000000002 is canceled now: order order_2, 500 JPY, can be paid anew.\n",
  );
  expect((await run("reconcile")).stdout).toContain("Stripe and the database agree.\n");
  const health = await run("health");
  expect([health.code, health.stderr]).toEqual([0, ""]);
  expect(health.stdout).toContain("All is well.\n");
  expect(health.stdout).not.toContain(server.password);
});

test.each([
  [
    "no tables",
    "postgres://RIGHT@SERVER/empty",
    1,
    "schema_missing",
    "/empty has no tables of chargeonce where they were looked for: run `chargeonce migrate`, or say where they are with --schema and --table-prefix.",
  ],
  [
    "no such database",
    "postgres://RIGHT@SERVER/nowhere",
    1,
    "database_missing",
    "/nowhere has no database of this name: check DATABASE_URL.",
  ],
  [
    "a wrong password",
    "postgres://postgres:s3cr3t-but-wrong@SERVER/shop",
    1,
    "database_login",
    "/shop refuses this user or password: check DATABASE_URL.",
  ],
  [
    "nobody there",
    "postgres://postgres:s3cr3t-but-wrong@127.0.0.1:9/shop",
    3,
    "store_unavailable",
    "/shop cannot be reached (nobody listens there): check DATABASE_URL and that it runs, then try again.",
  ],
  [
    "no such host",
    "postgres://postgres:s3cr3t-but-wrong@nowhere.invalid/shop",
    3,
    "store_unavailable",
    "/shop cannot be reached (",
  ],
] as const)(
  "%s is one sentence, without the password",
  async (_title, template, code, name, sentence) => {
    const url = template
      .replace("RIGHT", `postgres:${server.password}`)
      .replace("SERVER", `127.0.0.1:${server.port}`);
    const ended = await runCli("payments list --json", { ...env, DATABASE_URL: url });
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(sentence);
    expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(ended.stdout).error).toMatchObject({ code: name, exit: code });
    const said = ended.stdout + ended.stderr;
    expect(["s3cr3t", server.password].filter((secret) => said.includes(secret))).toEqual([]);
    if (name === "schema_missing") return;
    const migrated = await runCli("migrate", { DATABASE_URL: url });
    expect([migrated.code, migrated.stderr.includes(sentence)]).toEqual([code, true]);
  },
);
