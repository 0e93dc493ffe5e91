import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Shop, startShop } from "../start-shop.ts";
import { type StripeInTest, startStripe } from "../stripe-in-test.ts";
import { SCREENS, startBrowser, type Visitor, visit } from "./visitor.ts";

let browser: Browser;
let stripe: StripeInTest;
let shop: Shop;

beforeAll(async () => {
  browser = await startBrowser();
  stripe = await startStripe();
  shop = await startShop(stripe.env);
  stripe.deliverTo(shop.url);
});

afterAll(async () => {
  await browser?.close();
  await shop?.remove();
  await stripe?.close();
});

describe.each(SCREENS)("the checkout page on a $name", (screen) => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit(browser, shop.url, screen);
  });

  afterEach(async () => {
    await visitor.leave();
    expect(visitor.complaints).toEqual([]);
  });

  const orderId = () => new URL(visitor.page.url()).searchParams.get("order") ?? "";
  const charges = (status: "succeeded" | "failed") =>
    stripe.simulator.ledger.charges({ status, metadata: { order_id: orderId() } });
  const step = (name: string) => visitor.page.locator(`.timeline [data-step="${name}"]`);

  test("takes 4242 and says Paid only once the webhook has come", async () => {
    const releaseWebhooks = stripe.holdWebhooks();
    await visitor.page.goto(shop.url);
    await visitor.sees("Small things for good coffee");
    await visitor.sees("Test mode");
    await visitor.picture("shop");
    await visitor.placeOrder();
    await visitor.picture("card");
    await visitor.fillCard("4242 4242 4242 4242");
    await visitor.pay();
    await step("confirmed").getByText("succeeded").waitFor();
    await step("webhook").filter({ hasText: "under way" }).waitFor();
    expect(await visitor.page.getByRole("heading", { name: "Paid" }).count()).toBe(0);
    await visitor.picture("before-webhook");

    releaseWebhooks();

    await visitor.page.getByRole("heading", { name: "Paid" }).waitFor();
    await visitor.sees("$46.50");
    await visitor.picture("paid");
    expect(charges("succeeded")).toHaveLength(1);
    expect(charges("succeeded")[0]?.amount).toBe(4650);

    await visitor.page.reload();
    await visitor.page.getByRole("heading", { name: "Paid" }).waitFor();
  });

  test("passes 3-D Secure", async () => {
    await visitor.placeOrder();
    await visitor.fillCard("4000 0000 0000 3220");
    await visitor.pay();
    await visitor.bank.getByRole("button", { name: "Complete authentication" }).waitFor();
    await visitor.picture("bank");
    await visitor.bank.getByRole("button", { name: "Complete authentication" }).click();
    await visitor.page.getByRole("heading", { name: "Paid" }).waitFor();
    await visitor.picture("bank-passed");
    expect(charges("succeeded")).toHaveLength(1);
  });

  test("fails 3-D Secure, then pays with another card", async () => {
    await visitor.placeOrder();
    await visitor.fillCard("4000 0000 0000 3220");
    await visitor.pay();
    await visitor.bank.getByRole("button", { name: "Fail authentication" }).click();
    await visitor.sees("Your bank did not confirm this payment");
    await visitor.picture("bank-failed");
    expect(charges("succeeded")).toEqual([]);

    await visitor.fillCard("4242 4242 4242 4242");
    await visitor.pay();
    await visitor.page.getByRole("heading", { name: "Paid" }).waitFor();
    expect(charges("succeeded")).toHaveLength(1);
  });

  test("is declined, and pays the same order with another card", async () => {
    await visitor.placeOrder();
    const order = orderId();
    await visitor.fillCard("4000 0000 0000 0002");
    await visitor.pay();
    await visitor.sees("Your card was declined. Please use another card.");
    await visitor.picture("declined");
    await visitor.fillCard("4000 0000 0000 9995");
    await visitor.pay();
    await visitor.sees("This card has insufficient funds.");
    await visitor.fillCard("4242 4242 4242 4242");
    await visitor.pay();
    await visitor.page.getByRole("heading", { name: "Paid" }).waitFor();
    expect(orderId()).toBe(order);
    expect(charges("failed")).toHaveLength(2);
    expect(charges("succeeded")).toHaveLength(1);
  });

  test("is declined after 3-D Secure was passed", async () => {
    await visitor.placeOrder();
    await visitor.fillCard("4000 0084 0000 1629");
    await visitor.pay();
    await visitor.bank.getByRole("button", { name: "Complete authentication" }).click();
    await visitor.sees("Your card was declined. Please use another card.");
    expect(charges("succeeded")).toEqual([]);
  });

  test("finds its way back after a reload in the middle of 3-D Secure", async () => {
    await visitor.placeOrder();
    await visitor.fillCard("4000 0000 0000 3220");
    await visitor.pay();
    await visitor.bank.getByRole("button", { name: "Complete authentication" }).waitFor();
    await visitor.page.reload();
    await visitor.sees("Your bank still waits for you.");
    await visitor.picture("reloaded");
    await visitor.page.getByRole("button", { name: "Continue with your bank" }).click();
    await visitor.bank.getByRole("button", { name: "Complete authentication" }).click();
    await visitor.page.getByRole("heading", { name: "Paid" }).waitFor();
    expect(charges("succeeded")).toHaveLength(1);
  });

  test("leaves the bank, and continues there later", async () => {
    await visitor.placeOrder();
    await visitor.fillCard("4000 0000 0000 3220");
    await visitor.pay();
    await visitor.bank.getByRole("button", { name: "Complete authentication" }).waitFor();
    await visitor.page.keyboard.press("Escape");
    await visitor.page.getByRole("button", { name: "Continue with your bank" }).click();
    await visitor.bank.getByRole("button", { name: "Complete authentication" }).click();
    await visitor.page.getByRole("heading", { name: "Paid" }).waitFor();
    expect(charges("succeeded")).toHaveLength(1);
  });

  test("asks again with the same key when an answer is lost, and is charged once", async () => {
    const keys: (string | undefined)[] = [];
    await visitor.page.route("**/payments/confirm", async (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort("connectionreset");
    });
    await visitor.placeOrder();
    await visitor.fillCard("4242 4242 4242 4242");
    await visitor.pay();
    await visitor.page.getByRole("heading", { name: "Paid" }).waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(charges("succeeded")).toHaveLength(1);
  });

  test("says which field is wrong, with the keyboard alone", async () => {
    await visitor.placeOrder();
    await visitor.page.getByLabel("Card number").focus();
    await visitor.page.keyboard.type("4242424242424241");
    await visitor.page.keyboard.press("Enter");
    await visitor.page.locator("#card-expiry-problem").getByText("Enter the expiry").waitFor();
    await visitor.page.keyboard.type("1234");
    await visitor.page.keyboard.press("Tab");
    await visitor.page.keyboard.type("123");
    await visitor.page.keyboard.press("Enter");
    await visitor.page.locator("#card-number-problem").getByText("number").waitFor();
    await visitor.picture("mistyped");
  });

  test.each([
    ["expired", "This order belongs to a run of the simulator that is over."],
    ["review", "A person will settle it; you need not pay again."],
  ])("tells of an order that is %s, and shows no card form", async (status, sentence) => {
    const order = {
      order_id: "ord_1",
      status,
      lines: [],
      description: "-",
      amount: 1450,
      currency: "usd",
    };
    await visitor.page.route("**/orders/ord_1", (route) => route.fulfill({ json: order }));
    await visitor.page.goto(`${shop.url}/?order=ord_1`);
    await visitor.sees(sentence);
    await visitor.picture(status);
    expect(await visitor.page.getByLabel("Card number").count()).toBe(0);
  });

  test("takes a donation of a free amount", async () => {
    await visitor.page.goto(`${shop.url}/?donate`);
    await visitor.page.getByLabel("Other amount").fill("0.20");
    await visitor.page.getByRole("button", { name: "Continue to payment" }).click();
    await visitor.sees("Enter an amount from 1.00 to 500.00.");
    await visitor.page.getByLabel("Other amount").fill("12.34");
    await visitor.page.getByLabel("Currency").selectOption("eur");
    await visitor.picture("donate");
    await visitor.page.getByRole("button", { name: "Continue to payment" }).click();
    await visitor.fillCard("4000 0000 0000 0002");
    await visitor.pay();
    await visitor.sees("Your card was declined.");
    await visitor.fillCard("4242 4242 4242 4242");
    await visitor.pay();
    await visitor.page.getByRole("heading", { name: "Paid" }).waitFor();
    await visitor.sees("€12.34");
    await visitor.picture("donated");
    const donations = stripe.simulator.ledger.succeededCharges({});
    expect(donations.at(-1)).toMatchObject({ amount: 1234, currency: "eur" });
  });
});
