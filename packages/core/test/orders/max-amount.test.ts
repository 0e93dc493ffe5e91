import { createPayments, memoryStore } from "@chargeonce/core";
import { createSimulator } from "@chargeonce/simulator";
import { describe, expect, it } from "vitest";
import { createShop, stripeOf } from "../kit/shop.ts";

const GOOD = {
  stripe: stripeOf(createSimulator({ seed: 1 })),
  store: memoryStore(),
  webhookSecrets: ["whsec_12345678901234567890"],
  loadOrder: async () => null,
  onPayment: "elsewhere" as const,
};

/** What start-up says of the options of a program without types. */
function startUp(options: unknown): string {
  try {
    // The cast stands for JavaScript, which nothing checks before createPayments does.
    createPayments(options as typeof GOOD);
  } catch (error) {
    return error instanceof Error ? error.message : "thrown, but no Error";
  }
  return "started";
}

describe("Amounts above eight digits", () => {
  const ORDER = { order_id: "1", amount: 120_000_000, currency: "huf" };

  function open(options: { simulator: boolean }) {
    const maxAmount = { huf: 999_999_999_999 };
    const simulator = createSimulator({ seed: 1, ...(options.simulator && { maxAmount }) });
    const shop = createShop({ maxAmount }, { simulator });
    shop.orders.set("1", { id: "1", amount: 120_000_000, currency: "huf" });
    return shop;
  }

  it("are charged where the account takes them", async () => {
    const shop = open({ simulator: true });
    const begun = await shop.post("/process", ORDER);
    const paid = await shop.post("/confirm", {
      payment_intent_client_secret: begun.body.client_secret,
      payment_method_id: "pm_card_visa",
    });
    expect(paid.body.status).toBe("succeeded");
    expect(shop.simulator.ledger.succeededCharges()).toMatchObject([
      { amount: 120_000_000, currency: "huf" },
    ]);
  });

  it("that the account does not take after all are a final answer, and the order can be paid with less", async () => {
    const shop = open({ simulator: false });
    for (const key of ["tap-1", "tap-1", "tap-2"]) {
      const refused = await shop.post("/process", ORDER, { key });
      expect(refused).toMatchObject({
        status: 422,
        body: {
          error: {
            code: "amount_not_chargeable",
            retryable: false,
            stripe_code: "amount_too_large",
          },
        },
      });
    }
    const rows = await shop.payments.list();
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["canceled"]));
    const less = { ...ORDER, amount: 99_999_999 };
    shop.orders.set("1", { id: "1", amount: 99_999_999, currency: "huf" });
    const begun = await shop.post("/process", less, { key: "tap-3" });
    const paid = await shop.post("/confirm", {
      payment_intent_client_secret: begun.body.client_secret,
      payment_method_id: "pm_card_visa",
    });
    expect(paid.body.status).toBe("succeeded");
    expect(shop.simulator.ledger.succeededCharges()).toMatchObject([{ amount: 99_999_999 }]);
  });
});

describe("createPayments, with maxAmount", () => {
  it.each([
    [{ huf: 999_999_999_999, VND: 120_000_000 }, "started"],
    [
      { xau: 999_999_999 },
      "createPayments option maxAmount names xau, which Stripe does not charge in.",
    ],
    [
      { huf: 10_000 },
      "createPayments option maxAmount.huf must be from 99999999, which Stripe takes of everybody, to 999999999999.",
    ],
    [
      { huf: 1_000_000_000_000 },
      "createPayments option maxAmount.huf must be from 99999999, which Stripe takes of everybody, to 999999999999.",
    ],
    [
      { huf: "999999999" },
      "createPayments option maxAmount.huf must be a whole number of the currency's smallest unit.",
    ],
    [
      999_999_999,
      "createPayments option maxAmount must be { currency: amount }, for example { huf: 999999999 }.",
    ],
  ])("%j", (maxAmount, said) => {
    expect(startUp({ ...GOOD, maxAmount })).toBe(said);
  });

  it("lets the payer name as much", () => {
    const allowClientAmount = { currencies: ["huf"], min: 17_500, max: 120_000_000 };
    expect(startUp({ ...GOOD, allowClientAmount })).toContain("above the maximum of 99999999");
    expect(startUp({ ...GOOD, allowClientAmount, maxAmount: { huf: 120_000_000 } })).toBe(
      "started",
    );
  });
});
