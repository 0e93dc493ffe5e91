import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { createSimulator } from "../../packages/simulator/src/index.ts";
import { checkTypes } from "./readme/check-types.ts";
import { type CodeBlock, readBlocks } from "./readme/code-blocks.ts";
import { linkWorkspace } from "./readme/link-workspace.ts";
import { runBlock, serveBlock } from "./readme/run-block.ts";

const top = join(import.meta.dirname, "../..");
/** The compiler reads the types of Node, Express and Stripe each time. */
const COMPILING_MS = 90_000;
const HANDLED = "select order_id, paid_at > 0 as dated from handled";

/** What a reader has who installed the packages; gone after the test. */
function makeReadersFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "chargeonce-readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  linkWorkspace(top, folder);
  return folder;
}

/** The table that the example supposes, and a log of every write that marks an order as paid. */
function openShop(folder: string): DatabaseSync {
  const shop = new DatabaseSync(join(folder, "shop.db"));
  onTestFinished(() => shop.close());
  shop.exec(`
    create table orders (id text primary key, amount integer, currency text, paid_at integer) strict;
    insert into orders (id, amount, currency) values ('order_1', 1050, 'usd'), ('order_2', 700, 'eur');
    create table handled (order_id text, paid_at integer) strict;
    create trigger log_paid after update on orders begin
      insert into handled values (new.id, new.paid_at);
    end;
  `);
  return shop;
}

function typescriptBlocks(file: string): CodeBlock[] {
  return readBlocks(top, file).filter(({ language }) => language === "ts");
}

/** The only TypeScript block of README.md that has the text. */
function blockWith(text: string): CodeBlock {
  const [block, ...others] = typescriptBlocks("README.md").filter(({ code }) =>
    code.includes(text),
  );
  if (block === undefined || others.length > 0) throw new Error(`Not one block has ${text}.`);
  return block;
}

async function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  // Compared as a whole by each caller.
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test("README example", { timeout: COMPILING_MS }, async () => {
  const folder = makeReadersFolder();
  const [example] = readBlocks(top, "README.md");
  if (example === undefined) throw new Error("README.md has no code block.");
  expect(example.language).toBe("ts");
  const asItStands = { block: example, code: example.code };
  expect(checkTypes({ top, folder }, [asItStands])).toEqual([]);

  const simulator = createSimulator({ seed: "readme" });
  const stripe = await simulator.listen();
  onTestFinished(() => stripe.close());
  const shop = openShop(folder);
  const server = await serveBlock(folder, example, {
    SIMULATOR_URL: stripe.url,
    STRIPE_SECRET_KEY: simulator.keys.secretKey,
    STRIPE_WEBHOOK_SECRET: simulator.webhooks.secret,
  });
  onTestFinished(() => server.stop());
  const payments = `${server.url}/payments`;
  const order = { order_id: "order_1", amount: 1050, currency: "usd" };

  const unknown = await post(`${payments}/process`, { ...order, order_id: "order_3" });
  expect([unknown.status, unknown.body]).toMatchObject([
    404,
    { error: { code: "order_not_found" } },
  ]);
  const cheaper = await post(`${payments}/process`, { ...order, amount: 1 });
  expect(cheaper.body).toMatchObject({ error: { code: "order_amount_mismatch" } });
  const begun = await post(`${payments}/process`, { ...order, payment_method_id: "pm_card_visa" });
  expect(begun).toMatchObject({ status: 200, body: { status: "requires_confirmation" } });
  expect(shop.prepare(HANDLED).all()).toEqual([]);
  const secret = { payment_intent_client_secret: begun.body.client_secret };
  const paid = await post(`${payments}/confirm`, secret);
  expect(paid).toMatchObject({ status: 200, body: { status: "succeeded", next_step: "none" } });

  const event = simulator.events.list().find(({ type }) => type === "payment_intent.succeeded");
  if (event === undefined) throw new Error("The simulator told of no success.");
  const { body, headers } = simulator.webhooks.signed(event);
  const delivered = { status: 200, body: { received: true } };
  expect(await post(`${payments}/webhook`, body, headers)).toEqual(delivered);
  expect(await post(`${payments}/webhook`, body, headers)).toEqual(delivered);
  const again = await post(`${payments}/process`, order);
  expect(again.body).toMatchObject({ error: { code: "order_already_paid", status: "succeeded" } });

  expect(shop.prepare(HANDLED).all()).toEqual([{ order_id: "order_1", dated: 1 }]);
  expect(simulator.ledger.succeededCharges().map(({ amount }) => amount)).toEqual([1050]);
  await server.stop();
  expect(server.output()).toMatch(/^listening on \d+\n$/);
});

test("the README's example of a test prints what the README says", () => {
  const printed = runBlock(makeReadersFolder(), blockWith("simulator.faults.next"));

  expect(printed).toBe("payment_outcome_unknown true\nsucceeded 1\n");
  const readme = readFileSync(join(top, "README.md"), "utf8");
  expect(readme).toContain("It prints `payment_outcome_unknown true`, then `succeeded 1`.");
});

test("the first screen of the README has the example, both commands and no more than 40 lines", () => {
  const [screen = ""] = readFileSync(join(top, "README.md"), "utf8").split(/^## /m);

  expect(screen.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  expect(screen).toContain("createPayments({");
  expect(screen).toContain("`npx -y pnpm@12 start`");
  expect(screen).toContain("`npx -y pnpm@12 test`");
});
