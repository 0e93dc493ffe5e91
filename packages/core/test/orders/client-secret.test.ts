import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { asked, process } from "../kit/customer.ts";
import { createShop, type Shop } from "../kit/shop.ts";

const NOT_FOUND = {
  error: {
    code: "payment_not_found",
    message:
      "There is no such payment; call process for the order to get its current client_secret.",
    retryable: false,
  },
};

const send = (shop: Shop, path: string, secret: string, context: object = {}) =>
  shop.post(path, { payment_intent_client_secret: secret }, { context });

describe.each(["/confirm", "/status"])("the client secret of POST %s", (path) => {
  it.each([
    ["is empty", () => ""],
    ["is none", () => "pm_card_visa"],
    ["is an intent's id", (secret: string) => secret.replace(/_secret_.*/, "")],
    ["is a SetupIntent's", (secret: string) => secret.replace("pi_", "seti_")],
    ["has another ending", (secret: string) => `${secret.slice(0, -1)}!`],
    [
      "has one wrong letter",
      (secret: string) => secret.replace(/.$/, (x) => (x === "a" ? "b" : "a")),
    ],
    ["has one letter more", (secret: string) => `${secret}a`],
    ["has one letter less", (secret: string) => secret.slice(0, -1)],
    ["has a line after it", (secret: string) => `${secret}\n`],
    ["names another intent", (secret: string) => secret.replace(/^pi_.*_secret/, "pi_1_secret")],
    ["is 256 characters long", (secret: string) => secret + "a".repeat(256 - secret.length)],
  ])("%s: 404, and Stripe is not asked", async (_, forge) => {
    const shop = createShop();
    const { body } = await process(shop, { payment_method_id: "pm_card_visa" });
    shop.simulator.clearRequests();
    const reply = await send(shop, path, forge(body.client_secret));
    expect(reply.status).toBe(404);
    expect(reply.body).toEqual(NOT_FOUND);
    expect(asked(shop)).toEqual([]);
  });

  it("is not text: 400 that names the field", async () => {
    const shop = createShop();
    for (const secret of [undefined, 7, ["pi_1_secret_1"]]) {
      const reply = await shop.post(path, { payment_intent_client_secret: secret });
      expect(reply).toMatchObject({
        status: 400,
        body: {
          error: {
            code: "invalid_request",
            issues: [{ path: "payment_intent_client_secret" }],
          },
        },
      });
    }
  });

  it("of another user, of a guest, of another tenant: 404, and Stripe is not asked", async () => {
    const shop = createShop();
    const ann = { user: "ann", tenant: "north" };
    const body = { order_id: "order_1", amount: 1050, currency: "usd" };
    const { client_secret } = (await shop.post("/process", body, { context: ann })).body;
    shop.simulator.clearRequests();
    const others = [
      { user: "bob", tenant: "north" },
      { tenant: "north" },
      { user: "ann", tenant: "south" },
      { user: "ann" },
      {},
    ];
    for (const context of others) {
      const reply = await send(shop, path, client_secret, context);
      expect(reply.status).toBe(404);
      expect(reply.body).toEqual(NOT_FOUND);
    }
    expect(asked(shop)).toEqual([]);
    expect((await send(shop, path, client_secret, ann)).body).toMatchObject(
      path === "/status"
        ? { status: "requires_payment_method" }
        : { error: { code: "payment_method_required" } },
    );
  });

  it.each([
    ["account", { stripeAccount: "acct_other" }, "sk_test_simulator"],
    ["mode", {}, "sk_live_simulator"],
  ])("of a payment in another Stripe %s: 404, and Stripe is not asked", async (_, config, key) => {
    const shop = createShop();
    const { body } = await process(shop);
    shop.simulator.clearRequests();
    const httpClient = Stripe.createFetchHttpClient(shop.simulator.fetch);
    const to = shop.another({ stripe: new Stripe(key, { httpClient, ...config }) });
    const sent = { payment_intent_client_secret: body.client_secret };
    expect((await shop.post(path, sent, { to })).status).toBe(404);
    expect(asked(shop)).toEqual([]);
  });

  it("of a guest opens nothing once he has logged in: process gives him a payment of his own", async () => {
    const shop = createShop();
    const guest = (await process(shop, {}, { context: {} })).body.client_secret;
    const ann = { user: "ann" };
    expect((await send(shop, path, guest, ann)).status).toBe(404);
    const own = (await process(shop, {}, { context: ann })).body.client_secret;
    expect((await send(shop, path, guest, ann)).status).toBe(404);
    expect((await send(shop, path, own, ann)).status).not.toBe(404);
    expect((await send(shop, path, own)).status).toBe(404);
  });
});
