import type { Browser } from "playwright-core";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createSimulator, type Listening, type Simulator } from "../../src/index.ts";
import { CARD_ONLY, clientOf } from "../stripe-client.ts";
import { type Look, type LookOptions, lookAt, SCREENS, startBrowser } from "./dashboard-page.ts";
import { type FailingShop, startFailingShop } from "./failing-shop.ts";

/** For what happens in real time, on a machine that may be busy. */
const PATIENCE = { timeout: 20_000 };
vi.setConfig({ testTimeout: 120_000 });

let browser: Browser;
let simulator: Simulator;
let server: Listening;
let stripe: Stripe;
let look: Look;
let shop: FailingShop;

beforeAll(async () => {
  browser = await startBrowser();
  shop = await startFailingShop();
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

beforeEach(async () => {
  simulator = createSimulator({
    seed: "browser",
    webhookEndpoints: [{ url: shop.webhookUrl }],
  });
  server = await simulator.listen();
  stripe = clientOf(simulator);
});
afterEach(async () => {
  await look.leave();
  await server.close();
  expect(look.complaints).toEqual([]);
});

const pay = (params: object = {}) =>
  stripe.paymentIntents.create({
    ...CARD_ONLY,
    metadata: { order: "A-7" },
    payment_method: "pm_card_visa",
    confirm: true,
    ...params,
  });
const open = async (path: string, options: LookOptions) => {
  look = await lookAt(browser, `${server.url}/dashboard${path}`, options);
  return look.page;
};

describe.each(SCREENS)("the dashboard on a $name", (screen) => {
  test.each([false, true])(
    "is empty at first, and a payment appears by itself (dark: %s)",
    async (dark) => {
      const page = await open("", { screen, dark });
      await page.getByText("Nothing yet. Send a request with this key:").waitFor();
      await look.inspect("empty");
      await pay({ amount: 4650 });
      await page.getByText("$46.50 USD").waitFor();
      await page.getByText("order A-7").waitFor();
      await look.inspect("payment-appeared");
    },
  );

  test.each([false, true])("every page is clean, full of everything (dark: %s)", async (dark) => {
    const { id } = await pay();
    await stripe.refunds.create({ payment_intent: id, amount: 99 });
    simulator.dispute((await pay({ amount: 5000, currency: "jpy" })).id);
    await pay({ payment_method: "pm_card_chargeDeclined" }).catch(() => undefined);
    await pay({ payment_method: "pm_card_threeDSecure2Required" });
    await pay({ capture_method: "manual" });
    await stripe.paymentIntents.create(CARD_ONLY);
    simulator.faults.next({ slowMs: 1 }, { route: "refunds.create", metadata: { order: "A-7" } });
    simulator.webhooks.disturb("delay", { type: "payout.*", delayMs: 90_000 });
    for (let count = 0; count < 60; count += 1) await stripe.paymentIntents.retrieve(id);
    await expect
      .poll(
        () => simulator.webhooks.deliveries.every(({ attempts }) => attempts.length > 0),
        PATIENCE,
      )
      .toBe(true);
    const page = await open("", { screen, dark });
    await page.getByText("disputed").waitFor();
    await look.inspect("payments");
    const { url } = server;
    const [event] = simulator.events.list();
    const places = {
      events: "events",
      webhooks: "webhooks",
      requests: "requests",
      faults: "faults",
      payment: `payments/${id}`,
      event: `events/${event?.id}`,
    };
    for (const [name, path] of Object.entries(places)) {
      await page.goto(`${url}/dashboard/${path}`);
      await look.inspect(name);
    }
    await page.goto(`${url}/dashboard/payments/${simulator.ledger.paymentIntents().at(-1)?.id}`);
    await look.inspect("payment-open");
    await page.goto(`${url}/dashboard/requests/${simulator.requests.at(0)?.requestId}`);
    await look.inspect("request");
    await page.locator(".clock summary").click();
    await look.inspect("clock");
  });

  test("gives a part back, with the keyboard alone", async () => {
    const { id } = await pay();
    const page = await open(`/payments/${id}`, { screen });
    await page.getByLabel(/Minor units/).focus();
    await page.keyboard.type("99");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator(".notice").getByText("Refunded.").waitFor();
    expect(simulator.ledger.charges()[0]?.amountRefunded).toBe(99);
    await page.getByText("Refund of $0.99 USD").waitFor();
    await look.press("Refund", "Refunded.");
    expect(simulator.ledger.charges()[0]?.amountRefunded).toBe(1099);
  });

  test.each([
    ["Complete 3-D Secure", "succeeded"],
    ["Fail 3-D Secure", "requires_payment_method"],
  ])("%s", async (button, status) => {
    const { id } = await pay({ payment_method: "pm_card_threeDSecure2Required" });
    await open("", { screen });
    await look.press(button, "the payment is now");
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe(status);
  });

  test("puts the clock forward, and shows the new time", async () => {
    await pay({ capture_method: "manual" });
    const page = await open("", { screen });
    await page.locator(".clock summary").click();
    await look.press("7 days", "The clock was put forward by 168 hours.");
    await page.getByText("canceled").waitFor();
    await page.locator(".clock summary").click();
    await page.getByLabel("Hours").fill("1,5");
    await look.press("Advance", "The clock was put forward by 1.5 hours.");
    expect(simulator.engine.world.now() - Date.now()).toBeGreaterThan(169.4 * 3_600_000);
  });

  test("switches a fault on, which strikes, and off again", async () => {
    const page = await open("/faults", { screen });
    await page.getByLabel("Fault", { exact: true }).selectOption("lose_response");
    await page.getByLabel("Endpoint").selectOption("payment_intents.create");
    await page.getByLabel("Times").first().fill("2");
    await look.press(
      "Switch on",
      "Switched on: lose_response, for payment_intents.create, 2 times.",
    );
    await expect(pay()).rejects.toThrow("connection to Stripe");
    await page.getByText("struck 1, 1 to come").waitFor();
    expect(simulator.ledger.succeededCharges()).toHaveLength(1);
    await look.press("Switch off", "Switched off.");
    expect((await pay()).status).toBe("succeeded");
  });

  test("sends an event twice", async () => {
    const page = await open("/faults", { screen });
    await page.getByLabel("What happens").selectOption("duplicate");
    await page.getByLabel("Type of event").fill("payment_intent.created");
    await look.press("Disturb", "Switched on: duplicate, for payment_intent.created.");
    await stripe.paymentIntents.create(CARD_ONLY);
    expect(simulator.webhooks.deliveries.map(({ origin }) => origin)).toEqual([
      "event",
      "duplicate",
    ]);
    await page.getByRole("link", { name: "Webhooks" }).click();
    await page.getByText("duplicate", { exact: true }).waitFor();
  });

  test("opens a delivery, reads what came back, and sends it again", async () => {
    await stripe.paymentIntents.create(CARD_ONLY);
    await expect.poll(() => simulator.webhooks.deliveries[0]?.attempts.length, PATIENCE).toBe(1);
    const page = await open("/webhooks", { screen });
    await page.getByRole("link", { name: "payment_intent.created" }).click();
    await page.getByText("Answer", { exact: true }).click();
    await page.getByText('{"reason":"<b>no such order</b>"}').waitFor();
    await page.getByText("Request headers").click();
    await page.getByText("stripe-signature:").waitFor();
    await look.inspect("delivery");
    await look.press("Deliver all now", "Made 1 try.");
    await page.getByRole("heading", { name: "Try 2" }).waitFor();
    // What was opened stays open after a button.
    expect(await page.getByText("stripe-signature:").first().isVisible()).toBe(true);
  });
});

const screen = SCREENS[0] ?? { name: "desktop", width: 1280, height: 900 };

test("what somebody opened stays open, and stays where it is, while new things come", async () => {
  const { id } = await pay();
  const page = await open(`/payments/${id}`, { screen });
  const json = page.locator("main details", { hasText: "PaymentIntent as JSON" });
  await json.locator("summary").click();
  await page.evaluate("scrollTo(0, 400)");
  await stripe.refunds.create({ payment_intent: id, amount: 99 });
  await page.getByText("Refund of $0.99 USD").waitFor();
  expect(await json.getAttribute("open")).toBe("");
  expect(await page.evaluate("scrollY")).toBe(400);
  expect(await page.evaluate("document.activeElement.id")).toBe(`json-${id}-summary`);
});

test("a button leaves the page where it was", async () => {
  const { id } = await pay();
  const page = await open(`/payments/${id}`, { screen });
  await page.evaluate("scrollTo(0, 300)");
  // A click would scroll the button into view first.
  await page.evaluate("document.querySelector('main form[action$=resend]').requestSubmit()");
  await page.locator(".notice").getByText("Sent again to 1 endpoint.").waitFor();
  await expect.poll(() => page.evaluate("scrollY"), PATIENCE).toBe(300);
});

test("nothing is taken from under the hands of somebody who types", async () => {
  const { id } = await pay();
  const page = await open(`/payments/${id}`, { screen });
  await page.getByLabel(/Minor units/).fill("12");
  await stripe.refunds.create({ payment_intent: id, amount: 99 });
  await page.getByText("Paused while you work").waitFor();
  expect(await page.getByLabel(/Minor units/).inputValue()).toBe("12");
  expect(await page.getByText("Refund of $0.99 USD").count()).toBe(0);
  await page.getByLabel(/Minor units/).blur();
  await page.getByText("Refund of $0.99 USD").waitFor();
});

test("it says when the simulator is gone, and goes on when it is back", async () => {
  const page = await open("", { screen });
  const { port } = server;
  await server.close();
  await page.getByText("The simulator does not answer").waitFor();
  server = await simulator.listen({ port });
  await pay();
  await page.getByText("$10.99 USD").waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
});

test("without script the buttons work as well", async () => {
  const { id } = await pay();
  await open(`/payments/${id}`, { screen, javaScript: false });
  await look.press("Open a dispute", "The dispute is open");
  expect(simulator.events.list().map(({ type }) => type)).toContain("charge.dispute.created");
});
