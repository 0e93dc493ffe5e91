import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { startShop } from "../start-shop.ts";
import { type StripeInTest, startStripe } from "../stripe-in-test.ts";
import { SCREENS, startBrowser, visit } from "./visitor.ts";

/** What Stripe.js does for the page, with the calls noted down. The card is chosen by the page's address. */
const STRIPE_JS = `
window.calls = [];
window.Stripe = (key) => ({
  elements(options) {
    window.calls.push(["elements", key, options.mode, options.amount, options.currency, options.paymentMethodCreation]);
    return {
      create: (kind) => ({ mount: (container) => { container.textContent = kind + " element"; } }),
      submit: async () => ({}),
    };
  },
  async createPaymentMethod({ elements }) {
    const id = new URLSearchParams(location.hash.slice(1)).get("card");
    window.calls.push(["createPaymentMethod", typeof elements.submit]);
    return { paymentMethod: { id, card: { brand: "visa", last4: "3220" } } };
  },
  async handleNextAction({ clientSecret }) {
    window.calls.push(["handleNextAction"]);
    return window.authenticate(clientSecret.split("_secret_")[0]);
  },
});
`;

/** Makes the page believe in real Stripe, while the server talks to the simulator. */
async function pretendStripe(page: Page, shopUrl: string, stripe: StripeInTest): Promise<void> {
  await page.route("https://js.stripe.com/**", (route) =>
    route.fulfill({ contentType: "text/javascript", body: STRIPE_JS }),
  );
  await page.route(`${shopUrl}/config`, (route) =>
    route.fulfill({ json: { publishable_key: "pk_test_1", mode: "stripe", api_base: null } }),
  );
  await page.route(/\/\?order=|\/$/, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), "content-security-policy": "" };
    await route.fulfill({ response, headers });
  });
  await page.exposeFunction("authenticate", (paymentIntentId: string) => {
    stripe.simulator.authenticate(paymentIntentId, "complete");
    return {};
  });
}

test.each(["automatic", "manual"])(
  "with Stripe's keys the page pays by the Payment Element and %s confirmation",
  async (CONFIRMATION_METHOD) => {
    const stripe = await startStripe();
    const shop = await startShop({ ...stripe.env, CONFIRMATION_METHOD });
    stripe.deliverTo(shop.url);
    const browser = await startBrowser();
    const [desktop] = SCREENS;
    if (desktop === undefined) throw new Error("There is no desktop among the screens.");
    try {
      const visitor = await visit(browser, shop.url, desktop);
      const { page } = visitor;
      await pretendStripe(page, shop.url, stripe);
      await page.goto(shop.url);
      await page.getByRole("button", { name: "One Kenya Nyeri more" }).click();
      await page.getByRole("button", { name: "Place order" }).click();
      await visitor.sees("payment element");
      await visitor.sees("Test mode");
      await visitor.picture(`payment-element-${CONFIRMATION_METHOD}`);
      await page.evaluate('location.hash = "card=pm_card_threeDSecure2Required"');
      await visitor.pay();
      await page.getByRole("heading", { name: "Paid" }).waitFor();
      expect(await page.evaluate("window.calls")).toEqual([
        ["elements", "pk_test_1", "payment", 1450, "usd", "manual"],
        ["createPaymentMethod", "function"],
        ["handleNextAction"],
      ]);
      expect(stripe.simulator.ledger.succeededCharges({})).toHaveLength(1);
      expect(visitor.complaints).toEqual([]);
    } finally {
      await browser.close();
      await shop.remove();
      await stripe.close();
    }
  },
);
