import { describe, expect, it } from "vitest";
import { asked } from "../kit/customer.ts";
import { createShop } from "../kit/shop.ts";

/** A shop that counts in `unit`, and sells one thing of this amount in minor units. */
async function sell(
  unit: "minor" | "major",
  sent: { amount: number | string; currency: string },
  order: number,
) {
  const shop = createShop({ amountUnit: unit });
  shop.orders.set("1", { id: "1", amount: order, currency: sent.currency });
  const body = { order_id: "1", payment_method_id: "pm_card_visa", ...sent };
  return { shop, reply: await shop.post("/process", body) };
}

describe("Amounts in the smallest unit", () => {
  it.each([
    ["usd", 50],
    ["usd", 99_999_999],
    ["eur", 50],
    ["jpy", 50],
    ["jpy", 99_999_999],
    ["kwd", 10],
    ["kwd", 12_340],
    ["isk", 100],
    ["isk", 50_000],
    ["ugx", 100],
    ["ugx", 370_000],
    ["huf", 17_500],
    ["huf", 17_550],
    ["twd", 1],
    ["twd", 10_050],
    ["idr", 50],
    ["idr", 999_999_999_999],
  ])("%s %i is charged as it is", async (currency, amount) => {
    const { shop, reply } = await sell("minor", { amount, currency }, amount);
    expect(reply.status).toBe(200);
    const { client_secret } = reply.body;
    const confirmed = await shop.post("/confirm", { payment_intent_client_secret: client_secret });
    expect(confirmed.body.status).toBe("succeeded");
    expect(shop.simulator.ledger.succeededCharges()).toMatchObject([{ amount, currency }]);
    const told = await shop.post("/status", { payment_intent_client_secret: client_secret });
    expect(told.body).toMatchObject({ amount, currency });
  });

  it.each([
    ["usd", 49, "below Stripe's minimum of 50 in USD's"],
    ["usd", 100_000_000, "above the maximum of 99999999 in USD's"],
    ["gbp", 29, "below Stripe's minimum of 30 in GBP's"],
    ["jpy", 49, "below Stripe's minimum of 50 in JPY's"],
    ["jpy", 100_000_000, "above the maximum of 99999999 in JPY's"],
    ["kwd", 1_005, "KWD has three decimals of which Stripe takes two: send a multiple of 10."],
    ["isk", 150, "ISK has no decimals and is sent in hundredths: send a multiple of 100."],
    ["ugx", 99, "UGX has no decimals and is sent in hundredths: send a multiple of 100."],
    ["huf", 17_499, "below Stripe's minimum of 17500 in HUF's"],
    ["twd", 100_000_000, "above the maximum of 99999999 in TWD's"],
    ["idr", 49, "below Stripe's minimum of 50 in IDR's"],
    ["idr", 1_000_000_000_000, "above the maximum of 999999999999 in IDR's"],
    ["xau", 100, "Stripe takes no charges in this currency"],
  ])("%s %i is refused, and neither rounded nor sent", async (currency, amount, why) => {
    const { shop, reply } = await sell("minor", { amount, currency }, amount);
    expect(reply).toMatchObject({
      status: 422,
      body: { error: { code: "amount_not_chargeable" } },
    });
    expect(reply.body.error.message).toContain(why);
    expect(asked(shop)).toEqual([]);
  });
});

describe("Amounts in the standard unit", () => {
  it.each([
    ["usd", 10.5, 1050],
    ["usd", "10.50", 1050],
    ["usd", 1.1, 110],
    ["usd", 1.15, 115],
    ["usd", "999999.99", 99_999_999],
    ["jpy", 1050, 1050],
    ["kwd", "1.230", 1230],
    ["kwd", 1.23, 1230],
    ["isk", 5, 500],
    ["ugx", 3700, 370_000],
    ["huf", "175.50", 17_550],
    ["twd", 100.5, 10_050],
    ["idr", "9999999999.99", 999_999_999_999],
  ])("%s %s is %i of the smallest unit", async (currency, amount, minor) => {
    const { shop, reply } = await sell("major", { amount, currency }, minor);
    expect(reply.status).toBe(200);
    expect(shop.simulator.ledger.paymentIntents()).toMatchObject([{ amount: minor, currency }]);
  });

  it.each([
    ["usd", "10.505", "has more decimals than USD, which has 2"],
    ["jpy", "1050.0", "has more decimals than JPY, which has none"],
    ["kwd", "1.2345", "has more decimals than KWD, which has 3"],
    ["isk", 5.5, "has more decimals than ISK, which has none"],
    ["ugx", "3700.00", "has more decimals than UGX, which has none"],
    ["huf", "175.505", "has more decimals than HUF, which has 2"],
    ["twd", 100.505, "has more decimals than TWD, which has 2"],
    ["idr", "5000.001", "has more decimals than IDR, which has 2"],
  ])("%s %s is refused, and not rounded", async (currency, amount, why) => {
    const { shop, reply } = await sell("major", { amount, currency }, 1050);
    expect(reply).toMatchObject({
      status: 422,
      body: { error: { code: "amount_not_chargeable" } },
    });
    expect(reply.body.error.message).toContain(why);
    expect(asked(shop)).toEqual([]);
  });

  it("kwd 1.235 is exact and still no multiple of 10: refused", async () => {
    const { shop, reply } = await sell("major", { amount: "1.235", currency: "kwd" }, 1235);
    expect(reply).toMatchObject({
      status: 422,
      body: { error: { code: "amount_not_chargeable" } },
    });
    expect(asked(shop)).toEqual([]);
  });

  it("the order's own amount stays in minor units: 10.50 USD sent for an order of 10 is a mismatch", async () => {
    const { reply } = await sell("major", { amount: "10.50", currency: "usd" }, 10);
    expect(reply.body.error.code).toBe("order_amount_mismatch");
  });
});
