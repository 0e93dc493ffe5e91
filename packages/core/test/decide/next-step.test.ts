import { describe, expect, it } from "vitest";
import { stripeSaying } from "../kit/altered-stripe.ts";
import { confirm, intentIn, ORDER_1, pay, process, status } from "../kit/customer.ts";
import { createShop } from "../kit/shop.ts";

const VISA = { payment_method_id: "pm_card_visa" };

describe.each([
  ["automatic", "confirm_on_client"],
  ["manual", "new_payment_method"],
] as const)("next_step, confirmation method %s", (mode, untried) => {
  const shopOf = () => createShop({ confirmationMethod: mode });

  it(`requires_payment_method, from process: ${untried}`, async () => {
    const shop = shopOf();
    const { body } = await process(shop);
    expect(body.next_step).toBe(untried);
    expect((await status(shop, body.client_secret)).body.next_step).toBe(untried);
  });

  it("requires_payment_method, from confirm: new_payment_method", async () => {
    const shop = shopOf();
    const { body } = await process(shop);
    const reply = await confirm(shop, body.client_secret);
    expect(reply.body.error.next_step).toBe("new_payment_method");
  });

  it("requires_payment_method after a declined try: new_payment_method, whoever asks", async () => {
    const shop = shopOf();
    const { confirmed, secret } = await pay(shop, "pm_card_visa_chargeDeclined");
    expect(confirmed.body.error.next_step).toBe("new_payment_method");
    expect((await process(shop)).body.next_step).toBe("new_payment_method");
    expect((await status(shop, secret)).body.next_step).toBe("new_payment_method");
    expect((await confirm(shop, secret)).body.error.next_step).toBe("new_payment_method");
  });

  it("requires_payment_method after a failed 3-D Secure: new_payment_method", async () => {
    const shop = shopOf();
    const { secret } = await pay(shop, "pm_card_threeDSecure2Required");
    shop.simulator.authenticate(intentIn(secret), "fail");
    expect((await process(shop)).body.next_step).toBe("new_payment_method");
    expect((await status(shop, secret)).body.next_step).toBe("new_payment_method");
  });

  it("requires_confirmation: confirm_on_server", async () => {
    const shop = shopOf();
    const { body } = await process(shop, VISA);
    expect(body.next_step).toBe("confirm_on_server");
    expect((await status(shop, body.client_secret)).body.next_step).toBe("confirm_on_server");
  });

  it("requires_action: handle_next_action", async () => {
    const shop = shopOf();
    const { confirmed, secret } = await pay(shop, "pm_card_threeDSecure2Required");
    expect(confirmed.body.next_step).toBe("handle_next_action");
    expect((await process(shop)).body.next_step).toBe("handle_next_action");
    expect((await status(shop, secret)).body.next_step).toBe("handle_next_action");
  });

  it.each(["processing", "requires_magic"])("%s: wait", async (named) => {
    const shop = shopOf();
    const { client_secret } = (await process(shop, VISA)).body;
    const to = shop.another({ stripe: stripeSaying(shop.simulator, { status: named }) });
    expect((await confirm(shop, client_secret, {}, { to })).body.next_step).toBe("wait");
    expect((await status(shop, client_secret, { to })).body.next_step).toBe("wait");
  });

  it("processing, from process: wait", async () => {
    const shop = shopOf();
    await process(shop, VISA);
    const to = shop.another({ stripe: stripeSaying(shop.simulator, { status: "processing" }) });
    expect((await shop.post("/process", ORDER_1, { to })).body.error.next_step).toBe("wait");
  });

  it("a status that Stripe added later, from process: 200 with wait", async () => {
    const shop = shopOf();
    await process(shop, VISA);
    const to = shop.another({ stripe: stripeSaying(shop.simulator, { status: "requires_magic" }) });
    expect(await shop.post("/process", { ...ORDER_1, ...VISA }, { to })).toMatchObject({
      status: 200,
      body: { status: "requires_magic", next_step: "wait" },
    });
  });

  it("requires_capture: none", async () => {
    const shop = createShop({ confirmationMethod: mode, captureMethod: "manual" });
    const { confirmed, secret } = await pay(shop);
    expect(confirmed.body).toMatchObject({ status: "requires_capture", next_step: "none" });
    expect((await status(shop, secret)).body.next_step).toBe("none");
    expect((await process(shop)).body.error.next_step).toBe("none");
  });

  it("succeeded: none", async () => {
    const shop = shopOf();
    const { confirmed, secret } = await pay(shop);
    expect(confirmed.body).toMatchObject({ status: "succeeded", next_step: "none" });
    expect((await status(shop, secret)).body.next_step).toBe("none");
    expect((await process(shop)).body.error.next_step).toBe("none");
  });

  it("canceled: start_over, which is to call process again", async () => {
    const shop = shopOf();
    const { client_secret } = (await process(shop, VISA)).body;
    await shop.payments.cancel("order_1");
    expect((await confirm(shop, client_secret)).body.error.next_step).toBe("start_over");
    expect((await status(shop, client_secret)).body.next_step).toBe("start_over");
    expect(await process(shop, VISA)).toMatchObject({
      status: 200,
      body: { status: "requires_confirmation", next_step: "confirm_on_server" },
    });
  });
});
