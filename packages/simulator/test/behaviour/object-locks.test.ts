import { expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

const KEY = { idempotencyKey: "order-1" };

/** A PaymentIntent that has been paid. */
async function paid({ stripe }: Setup) {
  const { id, latest_charge } = await stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_visa",
    confirm: true,
  });
  return { id, charge: String(latest_charge) };
}

test("two requests that change one PaymentIntent at once: the second finds it locked", async () => {
  const { simulator, stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  const hang = simulator.faults.next("hang", { route: "confirm" });
  const confirming = stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" });
  await hang.struck;

  const error = await errorOf(stripe.paymentIntents.cancel(id));
  expect(error).toMatchObject({ statusCode: 429, code: "lock_timeout" });
  expect(error.headers?.["stripe-should-retry"]).toBe("true");
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe("requires_payment_method");

  hang.release();
  expect((await confirming).status).toBe("succeeded");
  expect((await errorOf(stripe.paymentIntents.cancel(id))).code).toBe(
    "payment_intent_unexpected_state",
  );
});

test("a lock that refused a request has not used up its key", async () => {
  const { simulator, stripe } = setUp();
  const { id } = await stripe.paymentIntents.create(CARD_ONLY);
  const hang = simulator.faults.next("hang", { route: "update" });
  const updating = stripe.paymentIntents.update(id, { description: "slow" });
  await hang.struck;
  await errorOf(stripe.paymentIntents.cancel(id, {}, KEY));
  hang.release();
  await updating;
  expect((await stripe.paymentIntents.cancel(id, {}, KEY)).status).toBe("canceled");
});

test("a refund locks its charge and its PaymentIntent, and so no two refunds run at once", async () => {
  const shop = setUp();
  const { simulator, stripe } = shop;
  const { id, charge } = await paid(shop);
  const hang = simulator.faults.next("hang", { route: "refunds.create" });
  const refunding = stripe.refunds.create({ payment_intent: id, amount: 1000 });
  await hang.struck;
  const busy = { statusCode: 429, code: "lock_timeout" };
  expect(await errorOf(stripe.refunds.create({ charge }))).toMatchObject(busy);
  expect(await errorOf(stripe.refunds.create({ payment_intent: id }))).toMatchObject(busy);
  expect(await errorOf(stripe.paymentIntents.update(id, { description: "x" }))).toMatchObject(busy);
  expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(0);
  hang.release();
  expect((await refunding).amount).toBe(1000);
  expect((await stripe.refunds.create({ charge })).amount).toBe(99);
});

test("payments of one shop do not wait for each other", async () => {
  const shop = setUp();
  const { simulator, stripe } = shop;
  const [one, other] = [await paid(shop), await paid(shop)];
  const hang = simulator.faults.next("hang", { route: "refunds.create" });
  const refunding = stripe.refunds.create({ charge: one.charge });
  await hang.struck;
  expect((await stripe.refunds.create({ charge: other.charge })).status).toBe("succeeded");
  hang.release();
  expect((await refunding).status).toBe("succeeded");
});

test("a failed request leaves no lock behind", async () => {
  const shop = setUp();
  const { id, charge } = await paid(shop);
  const { stripe } = shop;
  await errorOf(stripe.refunds.create({ charge, amount: 5000 }));
  await errorOf(stripe.paymentIntents.cancel(id));
  expect((await stripe.refunds.create({ payment_intent: id })).amount).toBe(1099);
});
