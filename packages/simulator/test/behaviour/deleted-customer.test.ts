import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, setUp } from "../stripe-client.ts";

describe("a deleted customer", () => {
  test("is shown as deleted, and lists leave it out", async () => {
    const { stripe } = setUp();
    const [gone, kept] = [await stripe.customers.create(), await stripe.customers.create()];
    const stub = { id: gone.id, object: "customer", deleted: true };
    expect(await stripe.customers.del(gone.id)).toEqual(stub);
    expect(await stripe.customers.retrieve(gone.id)).toEqual(stub);
    expect((await stripe.customers.list()).data).toMatchObject([{ id: kept.id }]);
  });

  test("can be neither changed, deleted again, charged nor given a card", async () => {
    const { simulator, stripe } = setUp();
    const { id } = await stripe.customers.create();
    const intent = await stripe.paymentIntents.create({ ...CARD_ONLY, customer: id });
    const setupIntent = await stripe.setupIntents.create({ customer: id });
    await stripe.customers.del(id);
    for (const call of [
      () => stripe.customers.update(id, { name: "Ada" }),
      () => stripe.customers.del(id),
      () => stripe.customers.listPaymentMethods(id),
    ]) {
      expect(await errorOf(call())).toMatchObject({
        statusCode: 404,
        code: "resource_missing",
        param: "id",
        message: `No such customer: '${id}'`,
      });
    }
    for (const call of [
      () => stripe.paymentMethods.attach("pm_card_visa", { customer: id }),
      () => stripe.paymentMethods.list({ customer: id }),
      () => stripe.paymentIntents.create({ ...CARD_ONLY, customer: id }),
      () => stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" }),
      () => stripe.setupIntents.create({ customer: id }),
      () => stripe.setupIntents.confirm(setupIntent.id, { payment_method: "pm_card_visa" }),
    ]) {
      expect(await errorOf(call())).toMatchObject({
        statusCode: 400,
        code: "resource_missing",
        param: "customer",
        message: `No such customer: '${id}'`,
      });
    }
    expect(simulator.ledger.charges()).toEqual([]);
  });
});
