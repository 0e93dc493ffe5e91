import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { askAs, BOOKSHOP, logIn, shopAfterGuide } from "./readme/bookshop.ts";
import { checkFiles } from "./readme/check-types.ts";
import { readBlocks } from "./readme/code-blocks.ts";
import { makeReadersFolder } from "./readme/readers-folder.ts";
import { runFile } from "./readme/serve-files.ts";
import { serveShop } from "./readme/serve-shop.ts";

const top = join(import.meta.dirname, "../..");
const GUIDE = "docs/getting-started.md";
const guide = readFileSync(join(top, GUIDE), "utf8");
const TIMEOUT_MS = 120_000;

/** Where the guide's command lets the simulator deliver. */
const [, WEBHOOK_PATH = ""] = /--webhook http:\/\/127\.0\.0\.1:3000(\S+)/.exec(guide) ?? [];

const PRINTED = readBlocks(top, GUIDE).find(({ language }) => language === "text")?.code;

test.each(["express", "koa"] as const)(
  "whoever follows the guide with the %s bookshop can pay an order in it",
  {
    timeout: TIMEOUT_MS,
  },
  async (framework) => {
    const folder = makeReadersFolder(shopAfterGuide(framework));
    const shop = await serveShop({ folder, webhookPath: WEBHOOK_PATH });
    const { url: shopUrl, simulator, server } = shop;
    const reader = { folder, env: { SHOP_URL: shopUrl } };

    expect(await runFile("pay.ts", reader)).toBe(PRINTED);
    const declined = await runFile("pay.ts", reader, ["pm_card_chargeDeclined"]);
    expect(declined).toContain("code: 'card_declined'");
    expect(declined).toMatch(/the order is not paid\n$/);
    expect(simulator.ledger.succeededCharges().map(({ amount }) => amount)).toEqual([700]);

    const ada = await logIn(shopUrl, "ada", "lovelace");
    const order = await ada("/orders", { book: "dune" });
    const wish = { order_id: order.id, amount: 1050, currency: "eur" };
    const begun = await ada("/payments/process", wish);
    simulator.confirmOnClient(String(begun.client_secret), { paymentMethod: "pm_card_visa" });
    // The app went away: only the webhook can tell the shop.
    await expect
      .poll(async () => (await ada(`/orders/${order.id}`)).paid_at, { timeout: 10_000 })
      .toMatch(/^\d{4}-/);
    const tries = simulator.webhooks.deliveries.flatMap(({ attempts }) => attempts);
    const answered = tries.map(({ response }) => response?.status);
    expect(new Set(answered)).toEqual(new Set([200]));

    const grace = await logIn(shopUrl, "grace", "hopper");
    expect(await grace("/payments/process", wish)).toMatchObject({
      error: { code: "order_not_found" },
    });
    const nobody = askAs(shopUrl, {});
    expect(await nobody("/payments/process", wish)).toMatchObject({
      error: { code: "unauthorized" },
    });
    expect(await server.stop()).toBe("");
  },
);

test.each(["express", "koa"] as const)(
  "the guide's %s bookshop compiles for its reader",
  {
    timeout: TIMEOUT_MS,
  },
  (framework) => {
    const files = shopAfterGuide(framework);
    const place = { top, folder: makeReadersFolder(files) };
    expect(checkFiles(place, files)).toEqual([]);
    expect([...files.keys()]).toEqual(["shop.ts", "server.ts", "payments.ts", "pay.ts"]);
  },
);

test("the bookshop has no line about payments before the guide", () => {
  const files = ["shop.ts", "express/server.ts", "koa/server.ts"];
  const texts = files.map((name) => readFileSync(join(BOOKSHOP, name), "utf8"));
  expect(texts.filter((text) => /chargeonce|stripe|payment/i.test(text))).toEqual([]);
});
