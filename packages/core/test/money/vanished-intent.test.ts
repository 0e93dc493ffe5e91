import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { FIRST_PAYMENT } from "../kit/fixed-ids.ts";
import { type PaidShop, processedShop } from "../kit/paid-shop.ts";
import { changeAtStripe, confirmOrder, processOrder, storedPayment } from "../kit/pay.ts";
import { BOTH_STORES } from "../kit/watched-store.ts";
import { toBeSeenTo } from "../kit/where-people-look.ts";

/** Stripe no longer knows the payment's PaymentIntent: sandbox data were deleted. */
function vanish({ simulator, intentId }: PaidShop): void {
  simulator.engine.world.paymentIntents.delete(intentId);
}

describe.each(BOTH_STORES)("on $kind", ({ make }) => {
  test.each(["requires_payment_method", "requires_action", "processing", "requires_capture"])(
    "An operator's cancel frees the order of a payment whose intent has vanished: %s",
    async (status) => {
      const shop = await processedShop({ captureMethod: "manual" }, { store: make() });
      if (status === "requires_capture") await confirmOrder(shop, shop.processed, "pm_card_visa");
      else if (status !== "requires_payment_method") {
        changeAtStripe(shop, shop.processed, { status });
        const { client_secret } = shop.processed.body;
        await shop.post("/status", { payment_intent_client_secret: client_secret });
      }
      expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe(status);
      vanish(shop);
      expect((await processOrder(shop)).status).toBeGreaterThanOrEqual(409);
      expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe(status);
      const closed = await shop.payments.cancel("order_1", { by: "Ada" });
      expect(closed).toMatchObject({
        id: FIRST_PAYMENT,
        status: "canceled",
        cancelReason: "vanished",
        decisions: [{ as: "cancel", by: "Ada" }],
      });
      expect(shop.effects.at(-1)).toBe("canceled:order_1");
      expect(shop.log.map(({ fields }) => fields.event)).toContain("intent_vanished");
      const next = await processOrder(shop, { payment_method_id: "pm_card_visa" });
      expect((await confirmOrder(shop, next)).body.status).toBe("requires_capture");
      expect(await toBeSeenTo(shop)).toEqual([]);
    },
  );

  test("A review whose intent has vanished is closed by a person, and not paid", async () => {
    const shop = await processedShop(
      { onPayment: { succeeded: () => "review" } },
      { store: make() },
    );
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    vanish(shop);
    await expect(shop.payments.resolve(FIRST_PAYMENT, "paid")).rejects.toMatchObject({
      code: "invalid_request",
    });
    await expect(shop.payments.cancel("order_1")).rejects.toMatchObject({
      code: "payment_in_review",
    });
    expect(await shop.payments.resolve(FIRST_PAYMENT, "closed")).toMatchObject({
      status: "canceled",
      cancelReason: "vanished",
    });
    expect((await processOrder(shop)).status).toBe(200);
  });

  test("A paid payment whose intent has vanished is listed, and lets go of its order when a person closes it", async () => {
    const shop = await processedShop({}, { store: make() });
    await confirmOrder(shop, shop.processed, "pm_card_visa");
    vanish(shop);
    expect(await toBeSeenTo(shop)).toMatchObject([
      { id: FIRST_PAYMENT, contradictions: [{ kind: "not_paid_at_stripe" }] },
    ]);
    await expect(shop.payments.resolve(FIRST_PAYMENT, "kept")).rejects.toMatchObject({
      code: "invalid_request",
    });
    expect(await shop.payments.resolve(FIRST_PAYMENT, "closed")).toMatchObject({
      status: "canceled",
    });
    expect(await toBeSeenTo(shop)).toEqual([]);
    expect((await processOrder(shop)).status).toBe(200);
  });
});

test.each([
  { says: "the key is refused", status: 401, error: "stripe_misconfigured" },
  { says: "the key may not", status: 403, error: "stripe_misconfigured" },
  { says: "a proxy answers 404", status: 404, error: "stripe_misconfigured" },
  { says: "Stripe is down", status: 503, error: "payment_outcome_unknown" },
])("No payment is closed as vanished because $says ($status)", async ({ status, error }) => {
  const shop = await processedShop();
  const refused = JSON.stringify({ error: { type: "invalid_request_error", message: "No." } });
  const httpClient = Stripe.createFetchHttpClient(async () => new Response(refused, { status }));
  const key = shop.simulator.keys.secretKey;
  const server = shop.another({ stripe: new Stripe(key, { httpClient, maxNetworkRetries: 0 }) });
  await expect(server.cancel("order_1")).rejects.toMatchObject({ code: error });
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("requires_payment_method");
});

test("Nobody but an operator closes a payment whose intent has vanished, however old it is", async () => {
  const shop = await processedShop();
  vanish(shop);
  for (let days = 0; days < 3; days += 1) {
    shop.clock.advance({ hours: 30 });
    await processOrder(shop);
    await shop.payments.reconcile();
  }
  expect((await storedPayment(shop, FIRST_PAYMENT)).status).toBe("requires_payment_method");
  const said = shop.log.filter(({ message }) => /payments\.cancel/.test(message));
  expect(said.length).toBeGreaterThan(0);
});

test("A payment that was closed as vanished, and whose intent takes money after all, is told to a person", async () => {
  const shop = await processedShop();
  const record = shop.simulator.engine.world.paymentIntents.get(shop.intentId);
  vanish(shop);
  await shop.payments.cancel("order_1");
  if (record !== undefined) shop.simulator.engine.world.paymentIntents.set(shop.intentId, record);
  const { client_secret } = shop.processed.body;
  shop.simulator.confirmOnClient(client_secret, { paymentMethod: "pm_card_visa" });
  await shop.deliver();
  expect(await toBeSeenTo(shop)).toMatchObject([
    { status: "canceled", contradictions: [{ kind: "succeeded_after_canceled" }] },
  ]);
});
