import { describe, expect, test } from "vitest";
import { createShop } from "../kit/shop.ts";

const CARD = "pm_card_threeDSecure2Required";

describe.each(["automatic", "manual"] as const)("a failed challenge, %s", (confirmationMethod) => {
  test("is told to the tap that led to it, and a new tap with a good card pays", async () => {
    const shop = createShop({ confirmationMethod });
    const processed = await shop.post("/process", {
      order_id: "order_1",
      amount: 1050,
      currency: "usd",
      payment_method_id: CARD,
    });
    const secret = processed.body.client_secret;
    const confirm = (method: string, key: string) =>
      shop.post(
        "/confirm",
        { payment_intent_client_secret: secret, payment_method_id: method },
        { key },
      );
    const challenged = await confirm(CARD, "first-tap");
    expect(challenged.body).toMatchObject({ status: "requires_action", requires_action: true });
    const id = String(secret).split("_secret_")[0] ?? "";
    shop.simulator.authenticate(id, "fail");
    for (const repetition of ["once", "again"]) {
      const told = await confirm(CARD, "first-tap");
      expect(told, repetition).toMatchObject({
        status: 402,
        body: {
          error: {
            code: "authentication_failed",
            status: "requires_payment_method",
            next_step: "new_payment_method",
          },
        },
      });
    }
    const confirms = shop.simulator.requests.filter(({ path }) => path.endsWith("/confirm"));
    expect(confirms).toHaveLength(1);
    const paid = await confirm("pm_card_visa", "second-tap");
    expect(paid).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect(shop.simulator.ledger.succeededCharges()).toHaveLength(1);
  });
});
