import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { askAs } from "./readme/bookshop.ts";
import { checkFiles } from "./readme/check-types.ts";
import { readBlocks } from "./readme/code-blocks.ts";
import { followGuide } from "./readme/guide-files.ts";
import { makeReadersFolder } from "./readme/readers-folder.ts";
import { serveShop } from "./readme/serve-shop.ts";

const top = join(import.meta.dirname, "../..");
const TIMEOUT_MS = 60_000;

/** What the guide supposes: the reader's Stripe object. */
const STRIPE = `
import Stripe from "stripe";
const { hostname, port } = new URL(process.env.STRIPE_API_BASE ?? "");
export const stripe = new Stripe(process.env.STRIPE_SECRET_KEY ?? "", { host: hostname, port, protocol: "http" });
`;

function filesOfGuide(): ReadonlyMap<string, string> {
  const begun = new Map([["stripe.ts", STRIPE]]);
  const files = followGuide(readBlocks(top, "docs/migrating.md"), begun).at(-1);
  if (files === undefined) throw new Error("The guide has lost its files.");
  return files;
}

/** Starts one of the guide's files on a database with an unpaid order. */
async function startShop(file: string, webhookPath: string) {
  const folder = makeReadersFolder(filesOfGuide());
  const db = new DatabaseSync(join(folder, "shop.db"));
  onTestFinished(() => db.close());
  db.exec(`
    create table orders (id text primary key, amount integer, currency text, paid_at text) strict;
    insert into orders (id, amount, currency) values ('o-1', 1050, 'usd');
  `);
  const { url, simulator } = await serveShop({ folder, file, webhookPath });
  const isPaid = () => db.prepare("select paid_at > '' as paid from orders").get()?.paid === 1;
  const tap = () => askAs(url, {})("/orders/o-1/pay", { payment_method_id: "pm_card_visa" });
  return { simulator, tap, isPaid };
}

test("the guide's hand-written handler charges two taps twice", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { simulator, tap, isPaid } = await startShop("before.ts", "/webhook");

  const answers = await Promise.all([tap(), tap()]);

  expect(answers).toMatchObject([{ status: "succeeded" }, { status: "succeeded" }]);
  await expect.poll(isPaid, { timeout: 10_000 }).toBe(true);
  expect(simulator.ledger.succeededCharges()).toHaveLength(2);
});

test("the same route on payments charges two taps once, and a third one hears that it is paid", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { simulator, tap, isPaid } = await startShop("after.ts", "/payments/webhook");

  const answers = await Promise.all([tap(), tap()]);

  expect(answers).toContainEqual(expect.objectContaining({ status: "succeeded" }));
  const refusals = answers.flatMap(({ error }) =>
    error ? [(error as { code: string }).code] : [],
  );
  const truths = ["payment_in_progress", "order_already_paid"];
  expect(refusals.filter((code) => !truths.includes(code))).toEqual([]);
  await expect.poll(isPaid, { timeout: 10_000 }).toBe(true);
  expect(await tap()).toEqual({ status: "succeeded" });
  expect(simulator.ledger.succeededCharges().map(({ amount }) => amount)).toEqual([1050]);
});

test("both of the guide's files compile for their reader", { timeout: TIMEOUT_MS }, () => {
  const files = filesOfGuide();
  const place = { top, folder: makeReadersFolder(files) };
  expect(checkFiles(place, files)).toEqual([]);
  expect([...files.keys()]).toEqual(["stripe.ts", "before.ts", "after.ts"]);
});
