import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { crafted, deliverCrafted, lastEvent } from "../kit/craft-event.ts";
import { fixedIds } from "../kit/fixed-ids.ts";
import { OWNER } from "../kit/owner.ts";
import { processOrder } from "../kit/pay.ts";
import { createShop, type Shop, WEBHOOK_SECRET } from "../kit/shop.ts";

/** An order that was paid in the app: Stripe has its events. */
async function paidInApp(options: Parameters<typeof createShop>[0] = {}): Promise<Shop> {
  const shop = createShop({ ids: fixedIds(), ...options });
  const processed = await processOrder(shop);
  shop.simulator.confirmOnClient(processed.body.client_secret, { paymentMethod: "pm_card_visa" });
  return shop;
}

test("No client secret lies in the stored events, its SHA-256 does", async () => {
  const shop = await paidInApp();
  const event = lastEvent(shop, "payment_intent.succeeded");
  expect(JSON.stringify(event)).toMatch(/pi_\w+_secret_/);
  await deliverCrafted(shop, event);
  const stored = await shop.store.events.findById(OWNER, event.id);
  expect(JSON.stringify(stored)).not.toMatch(/pi_\w+_secret_/);
  expect(stored?.body.data).toMatchObject({
    object: { client_secret_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
});

test("No client secret lies in a stored event's addresses either", async () => {
  const shop = await paidInApp();
  const url = "https://hooks.stripe.com/3d_secure_2/hosted";
  const event = crafted(lastEvent(shop, "payment_intent.created"), {
    event: { id: "evt_challenge", type: "payment_intent.requires_action" },
    object: {
      status: "requires_action",
      next_action: {
        type: "redirect_to_url",
        redirect_to_url: {
          url: `${url}?merchant=acct_1&payment_intent_client_secret=pi_1_secret_2&source=src_3`,
          return_url: "app://stripe-redirect",
        },
        use_stripe_sdk: { stripe_js: `${url}/src_3?client_secret=src_client_secret_4#end` },
      },
    },
  });
  await deliverCrafted(shop, event);
  const stored = await shop.store.events.findById(OWNER, "evt_challenge");
  expect(stored?.body.data).toMatchObject({
    object: {
      next_action: {
        redirect_to_url: {
          url: `${url}?merchant=acct_1&payment_intent_client_secret=removed&source=src_3`,
          return_url: "app://stripe-redirect",
        },
        use_stripe_sdk: { stripe_js: `${url}/src_3?client_secret=removed#end` },
      },
    },
  });
});

test("Secrets rotate: old and new are accepted while both are named, no other is, and nothing is stored for it", async () => {
  const shop = await paidInApp({ webhookSecrets: ["whsec_old", "whsec_new"] });
  const succeeded = lastEvent(shop, "payment_intent.succeeded");
  const stolen = crafted(succeeded, { event: { id: "evt_stolen" } });
  expect(await deliverCrafted(shop, stolen, "whsec_stolen")).toMatchObject({
    status: 400,
    body: { error: { code: "invalid_request" } },
  });
  expect(await shop.store.events.findById(OWNER, "evt_stolen")).toBeNull();
  const old = lastEvent(shop, "payment_intent.created");
  expect((await deliverCrafted(shop, old, "whsec_old")).status).toBe(200);
  expect((await deliverCrafted(shop, succeeded, "whsec_new")).status).toBe(200);
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});

test("Secrets rotate without a restart where a function names them", async () => {
  let secrets = ["whsec_old"];
  const shop = await paidInApp({ webhookSecrets: async () => secrets });
  const event = lastEvent(shop, "payment_intent.succeeded");
  expect((await deliverCrafted(shop, event, "whsec_new")).status).toBe(400);
  secrets = ["whsec_new"];
  expect((await deliverCrafted(shop, event, "whsec_old")).status).toBe(400);
  expect((await deliverCrafted(shop, event, "whsec_new")).status).toBe(200);
  expect(shop.effects).toEqual(["succeeded:order_1"]);
});

test("The SHA-256 of the bytes that Stripe signed lies beside the stored event", async () => {
  const shop = await paidInApp();
  const event = lastEvent(shop, "payment_intent.succeeded");
  const { body, headers } = shop.simulator.webhooks.signed(event, { secret: WEBHOOK_SECRET });
  const signature = new Headers(headers).get("stripe-signature") ?? "";
  await shop.payments.webhook({ rawBody: new TextEncoder().encode(body), signature });
  const stored = await shop.store.events.findById(OWNER, event.id);
  expect(stored?.bodyHash).toBe(createHash("sha256").update(body).digest("hex"));
});
