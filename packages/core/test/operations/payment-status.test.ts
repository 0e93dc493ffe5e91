import { describe, expect, it } from "vitest";
import { asked, handle, intentIn, pay, process, raw, status } from "../kit/customer.ts";
import { createShop } from "../kit/shop.ts";

describe("POST /status", () => {
  it("answers status, payment_id, next_step, the amounts and currency, and no secret", async () => {
    const shop = createShop();
    const { body } = await process(shop);
    const reply = await status(shop, body.client_secret);
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      status: "requires_payment_method",
      payment_id: body.payment_id,
      next_step: "confirm_on_client",
      amount: 1050,
      currency: "usd",
      amount_received: 0,
      amount_refunded: 0,
    });
  });

  it("has requires_action: true while the customer must act", async () => {
    const shop = createShop();
    const { processed, secret } = await pay(shop, "pm_card_threeDSecure2Required");
    expect((await status(shop, secret)).body).toEqual({
      status: "requires_action",
      requires_action: true,
      payment_id: processed.body.payment_id,
      next_step: "handle_next_action",
      amount: 1050,
      currency: "usd",
      amount_received: 0,
      amount_refunded: 0,
    });
  });

  it("asks Stripe for the truth, and the shop hears of what it learns", async () => {
    const shop = createShop();
    const { secret } = await pay(shop, "pm_card_threeDSecure2Required");
    shop.simulator.authenticate(intentIn(secret), "complete");
    shop.simulator.clearRequests();
    expect((await status(shop, secret)).body).toMatchObject({ status: "succeeded" });
    expect(asked(shop)).toEqual(["GET payment_intents/:id"]);
    expect(shop.effects).toEqual(["succeeded:order_1"]);
  });

  it("does not ask Stripe about what is final", async () => {
    const shop = createShop();
    const { secret } = await pay(shop);
    shop.simulator.clearRequests();
    expect((await status(shop, secret)).body).toMatchObject({ status: "succeeded" });
    expect(asked(shop)).toEqual([]);
  });

  it("without the secret, process with the same order gives the same intent back", async () => {
    const shop = createShop();
    const { secret } = await pay(shop, "pm_card_threeDSecure2Required");
    expect((await process(shop)).body).toMatchObject({
      client_secret: secret,
      status: "requires_action",
    });
  });

  it("a secret never travels in a URL: GET is refused, the body is what counts", async () => {
    const { payments } = createShop();
    expect((await handle(payments, { method: "GET", path: "/status" })).status).toBe(405);
    expect((await handle(payments, { path: "/status", body: raw("{}") })).status).toBe(400);
  });
});
