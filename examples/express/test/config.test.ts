import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@chargeonce-examples/shop";
import { expect, onTestFinished, test } from "vitest";
import { runShop } from "./start-shop.ts";

const STRIPE = {
  STRIPE_SECRET_KEY: "sk_test_1",
  STRIPE_PUBLISHABLE_KEY: "pk_test_1",
  STRIPE_WEBHOOK_SECRET: "whsec_1",
};

test("nothing set means the simulator, on the usual port and file", () => {
  expect(readConfig({ STRIPE_SECRET_KEY: " ", HOME: "/root" })).toEqual({
    port: 4242,
    host: "127.0.0.1",
    database: { engine: "sqlite", file: "./data/chargeonce.db" },
    confirmationMethod: "automatic",
    amountUnit: "minor",
    returnUrl: null,
    stripe: null,
  });
});

test("everything set is taken as it is", () => {
  const config = readConfig({
    ...STRIPE,
    PORT: "80",
    HOST: "0.0.0.0",
    DATABASE_FILE: "/tmp/shop.db",
    CONFIRMATION_METHOD: "manual",
    AMOUNT_UNIT: "major",
    RETURN_URL: "shop-app://paid",
    STRIPE_WEBHOOK_SECRET: "whsec_1, whsec_2",
    STRIPE_API_BASE: "http://127.0.0.1:8420",
  });
  expect(config).toEqual({
    port: 80,
    host: "0.0.0.0",
    database: { engine: "sqlite", file: "/tmp/shop.db" },
    confirmationMethod: "manual",
    amountUnit: "major",
    returnUrl: "shop-app://paid",
    stripe: {
      secretKey: "sk_test_1",
      publishableKey: "pk_test_1",
      webhookSecrets: ["whsec_1", "whsec_2"],
      apiBase: new URL("http://127.0.0.1:8420"),
    },
  });
});

test.each<[Record<string, string>, string]>([
  [{ PORT: "http" }, "PORT must be a port number from 0 to 65535."],
  [{ PORT: "65536" }, "PORT must be a port number from 0 to 65535."],
  [{ CONFIRMATION_METHOD: "auto" }, "CONFIRMATION_METHOD must be automatic or manual."],
  [{ AMOUNT_UNIT: "cents" }, "AMOUNT_UNIT must be minor (1050 for 10.50) or major (10.50)."],
  [{ AMOUNT_UNIT: "Major" }, "AMOUNT_UNIT must be minor (1050 for 10.50) or major (10.50)."],
  [{ RETURN_URL: "paid" }, "RETURN_URL must be a URL, such as https://shop.example/paid."],
  [
    { DATABASE_URL: "postgres://127.0.0.1/shop", DATABASE_FILE: "shop.db" },
    "DATABASE_URL and DATABASE_FILE must not both be set: unset DATABASE_FILE for Postgres, or DATABASE_URL for SQLite.",
  ],
  [
    { ...STRIPE, STRIPE_SECRET_KEY: "whsec_1" },
    "STRIPE_SECRET_KEY must be a secret or restricted key (sk_… or rk_…).",
  ],
  [
    { ...STRIPE, STRIPE_SECRET_KEY: '"sk_test_1"' },
    "STRIPE_SECRET_KEY must be a secret or restricted key (sk_… or rk_…).",
  ],
  [
    { ...STRIPE, STRIPE_WEBHOOK_SECRET: "whsec_1 whsec_2" },
    "STRIPE_WEBHOOK_SECRET must be one signing secret (whsec_…), or several with commas between them.",
  ],
  [
    { ...STRIPE, STRIPE_PUBLISHABLE_KEY: "sk_test_1" },
    "STRIPE_PUBLISHABLE_KEY must be a publishable key (pk_…).",
  ],
  [
    { ...STRIPE, STRIPE_WEBHOOK_SECRET: "whsec_1,," },
    "STRIPE_WEBHOOK_SECRET must be one signing secret (whsec_…), or several with commas between them.",
  ],
  [
    { ...STRIPE, STRIPE_API_BASE: "127.0.0.1:8420" },
    "STRIPE_API_BASE must be an origin, such as http://127.0.0.1:8420.",
  ],
  [
    { ...STRIPE, STRIPE_API_BASE: "http://127.0.0.1:8420/v1" },
    "STRIPE_API_BASE must be an origin without a path, such as http://127.0.0.1:8420.",
  ],
  [
    { STRIPE_PUBLISHABLE_KEY: "pk_test_1" },
    "STRIPE_PUBLISHABLE_KEY needs STRIPE_SECRET_KEY beside it: set that too, or unset both for the simulator.",
  ],
  [
    { STRIPE_API_BASE: "http://127.0.0.1:8420" },
    "STRIPE_API_BASE needs STRIPE_SECRET_KEY beside it: set that too, or unset both for the simulator.",
  ],
  [
    { ...STRIPE, STRIPE_WEBHOOK_SECRET: "" },
    "STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET beside it: take it from the Dashboard or from `stripe listen`.",
  ],
  [
    { ...STRIPE, STRIPE_PUBLISHABLE_KEY: "" },
    "STRIPE_SECRET_KEY needs STRIPE_PUBLISHABLE_KEY beside it, for the checkout page.",
  ],
  [
    { ...STRIPE, STRIPE_SECRET_KEY: "rk_live_1" },
    "STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY must both be live or both be test keys.",
  ],
  [
    {
      ...STRIPE,
      STRIPE_SECRET_KEY: "sk_live_1",
      STRIPE_PUBLISHABLE_KEY: "pk_live_1",
      STRIPE_API_BASE: "http://127.0.0.1:8420",
    },
    "STRIPE_API_BASE must not be set with a live key, which belongs to Stripe alone.",
  ],
])("%j is refused with one sentence", (env, sentence) => {
  expect(() => readConfig(env)).toThrow(new Error(sentence));
});

test.each([
  "postgres://shop:secret@127.0.0.1:5433/shop",
  "postgresql://shop:p%40%23%25@db.example/shop?sslmode=verify-full",
  "postgres:///shop?host=/var/run/postgresql",
])("%s is taken for Postgres", (text) => {
  expect(readConfig({ DATABASE_URL: text }).database).toEqual({
    engine: "postgres",
    url: new URL(text),
  });
});

test.each([
  "127.0.0.1:5432/shop",
  "mysql://127.0.0.1/shop",
  "file:./shop.db",
  "postgres:shop",
  "postgres://",
  "postgres://shop:pa#ss@127.0.0.1/shop",
  "postgres://shop:12#ss@127.0.0.1/shop",
  "postgres://shop:12/ss@127.0.0.1/shop",
  "postgres://shop:12?ss@127.0.0.1/shop",
  "postgres://shop:50%ss@127.0.0.1/shop",
])("%s is refused with one sentence that does not repeat it", (text) => {
  expect(() => readConfig({ DATABASE_URL: text })).toThrow(
    new Error(
      "DATABASE_URL must be the URL of a Postgres database, such as postgres://user:password@127.0.0.1:5432/shop, with @ : / # ? % in the password percent-encoded; for SQLite set DATABASE_FILE instead.",
    ),
  );
});

test("the page may be without its key where another server stands in for Stripe", () => {
  const env = { ...STRIPE, STRIPE_PUBLISHABLE_KEY: "", STRIPE_API_BASE: "http://127.0.0.1:8420" };
  expect(readConfig(env).stripe?.publishableKey).toBeNull();
});

test("a wrong setting ends the server with exit code 1 and the sentence alone", async () => {
  expect(await runShop({ CONFIRMATION_METHOD: "auto" })).toEqual({
    code: 1,
    stderr: "CONFIRMATION_METHOD must be automatic or manual.\n",
  });
});

test("a database file that cannot be used ends the server with exit code 1 and one sentence", async () => {
  const file = join(import.meta.dirname, "config.test.ts", "shop.db");
  const { code, stderr } = await runShop({ PORT: "0", DATABASE_FILE: file });
  expect(code).toBe(1);
  expect(stderr).toContain(file);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("a port in use ends the server with exit code 1 and one sentence", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-port-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { code, stderr } = await runShop({ PORT: port, DATABASE_FILE: join(folder, "shop.db") });
  other.close();
  expect(code).toBe(1);
  expect(stderr).toBe(
    `Port ${port} of 127.0.0.1 cannot be had (somebody else listens there): set PORT or HOST.\n`,
  );
});

test("a setting is taken without the line's end that a file of secrets gives it", () => {
  const given = Object.entries(STRIPE).map(([name, value]) => [name, `${value}\n`]);
  expect(readConfig(Object.fromEntries(given)).stripe).toEqual(readConfig(STRIPE).stripe);
});
