import { expect, test } from "vitest";
import { startShop } from "../start-shop.ts";
import { startStripe } from "../stripe-in-test.ts";
import { SCREENS, startBrowser, visit } from "./visitor.ts";

const [desktop] = SCREENS;

test.each(["Complete authentication", "Fail authentication"])(
  "with manual confirmation the server has the last word after '%s'",
  async (button) => {
    const stripe = await startStripe();
    const shop = await startShop({ ...stripe.env, CONFIRMATION_METHOD: "manual" });
    stripe.deliverTo(shop.url);
    const browser = await startBrowser();
    if (desktop === undefined) throw new Error("There is no desktop among the screens.");
    try {
      const visitor = await visit(browser, shop.url, desktop);
      await visitor.placeOrder();
      await visitor.fillCard("4000 0000 0000 3220");
      await visitor.pay();
      await visitor.bank.getByRole("button", { name: button }).click();
      if (button === "Fail authentication") {
        await visitor.sees("Your bank did not confirm this payment");
        await visitor.fillCard("4242 4242 4242 4242");
        await visitor.pay();
      }
      await visitor.page.getByRole("heading", { name: "Paid" }).waitFor();
      expect(stripe.simulator.ledger.succeededCharges({})).toHaveLength(1);
      expect(visitor.complaints).toEqual([]);
    } finally {
      await browser.close();
      await shop.remove();
      await stripe.close();
    }
  },
);
