import { expect, test } from "vitest";
import { startShop } from "../start-shop.ts";
import { SCREENS, startBrowser, visit } from "./visitor.ts";

test("where amounts are counted in the standard unit the page pays an order to the cent", async () => {
  const shop = await startShop({ AMOUNT_UNIT: "major" });
  const browser = await startBrowser();
  const [desktop] = SCREENS;
  if (desktop === undefined) throw new Error("There is no desktop among the screens.");
  try {
    const visitor = await visit(browser, shop.url, desktop);
    await visitor.placeOrder();
    const sent = visitor.page.waitForRequest(/\/payments\/process$/);
    await visitor.fillCard("4242 4242 4242 4242");
    await visitor.pay();
    expect((await sent).postDataJSON()).toMatchObject({ amount: "46.50", currency: "usd" });
    await visitor.sees("$46.50");
    await visitor.sees("Thank you");
    expect(visitor.complaints).toEqual([]);
  } finally {
    await browser.close();
    await shop.remove();
  }
});
