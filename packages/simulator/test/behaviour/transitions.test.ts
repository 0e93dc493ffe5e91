import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { CARD_ONLY, errorOf, type Setup, setUp } from "../stripe-client.ts";

const THREE_D_SECURE = "pm_card_threeDSecure2Required";

const types = ({ simulator }: Setup) => simulator.events.list().map(({ type }) => type);

async function statusOf({ stripe }: Setup, id: string): Promise<string> {
  return (await stripe.paymentIntents.retrieve(id)).status;
}

describe("create", () => {
  test("without a method waits for one", async () => {
    const setup = setUp();
    const created = await setup.stripe.paymentIntents.create(CARD_ONLY);
    expect(created.status).toBe("requires_payment_method");
    expect(created.payment_method).toBeNull();
    expect(types(setup)).toEqual(["payment_intent.created"]);
  });

  test("with a method and without confirm waits for the confirmation and charges nothing", async () => {
    const setup = setUp();
    const created = await setup.stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_visa",
    });
    expect(created.status).toBe("requires_confirmation");
    expect(created.latest_charge).toBeNull();
    expect(setup.simulator.ledger.charges()).toEqual([]);
  });

  test("with confirm and a good card succeeds at once", async () => {
    const setup = setUp();
    const created = await setup.stripe.paymentIntents.create({
      ...CARD_ONLY,
      payment_method: "pm_card_visa",
      confirm: true,
    });
    expect(created).toMatchObject({ status: "succeeded", amount_received: 1099 });
    expect(types(setup)).toEqual([
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.succeeded",
    ]);
  });

  test("with confirm and a declined card leaves a PaymentIntent, and the error carries it", async () => {
    const setup = setUp();
    const error = await errorOf(
      setup.stripe.paymentIntents.create({
        ...CARD_ONLY,
        payment_method: "pm_card_chargeDeclined",
        confirm: true,
      }),
    );
    expect(error.statusCode).toBe(402);
    const id = error.payment_intent?.id ?? "";
    expect(await statusOf(setup, id)).toBe("requires_payment_method");
    expect(setup.simulator.ledger.paymentIntents()).toHaveLength(1);
    expect(types(setup)).toEqual([
      "payment_intent.created",
      "charge.failed",
      "payment_intent.payment_failed",
    ]);
  });

  test("with confirm and no method is refused and leaves nothing behind", async () => {
    const { simulator, stripe } = setUp();
    const error = await errorOf(stripe.paymentIntents.create({ ...CARD_ONLY, confirm: true }));
    expect(error).toMatchObject({ statusCode: 400, code: "payment_intent_unexpected_state" });
    expect(simulator.ledger.paymentIntents()).toEqual([]);
  });
});

describe("a decline", () => {
  test("takes the method off, keeps the failed charge and says why", async () => {
    const { stripe } = setUp();
    const { id } = await stripe.paymentIntents.create(CARD_ONLY);
    const error = await errorOf(
      stripe.paymentIntents.confirm(id, {
        payment_method: "pm_card_visa_chargeDeclinedInsufficientFunds",
      }),
    );
    const after = await stripe.paymentIntents.retrieve(id, { expand: ["latest_charge"] });
    expect(after).toMatchObject({
      status: "requires_payment_method",
      payment_method: null,
      latest_charge: { status: "failed", failure_code: "card_declined", paid: false },
      last_payment_error: {
        type: "card_error",
        code: "card_declined",
        decline_code: "insufficient_funds",
        message: "Your card has insufficient funds.",
        doc_url: "https://stripe.com/docs/error-codes/card-declined",
        payment_method_type: "card",
        payment_method: { object: "payment_method", card: { last4: "9995" } },
      },
    });
    const failed = after.latest_charge as Stripe.Charge;
    expect(error.charge).toBe(failed.id);
    expect(after.last_payment_error?.charge).toBe(failed.id);
  });

  test("does not stop the same PaymentIntent from being paid with another card", async () => {
    const { simulator, stripe } = setUp();
    const { id } = await stripe.paymentIntents.create(CARD_ONLY);
    await errorOf(stripe.paymentIntents.confirm(id, { payment_method: "pm_card_chargeDeclined" }));
    const paid = await stripe.paymentIntents.confirm(id, { payment_method: "pm_card_mastercard" });
    expect(paid).toMatchObject({ status: "succeeded", last_payment_error: null });
    expect(simulator.ledger.charges({ paymentIntentId: id }).map(({ status }) => status)).toEqual([
      "failed",
      "succeeded",
    ]);
  });

  test("is forgotten by the next update", async () => {
    const { stripe } = setUp();
    const { id } = await stripe.paymentIntents.create(CARD_ONLY);
    await errorOf(stripe.paymentIntents.confirm(id, { payment_method: "pm_card_chargeDeclined" }));
    const updated = await stripe.paymentIntents.update(id, { metadata: { seen: "yes" } });
    expect(updated.last_payment_error).toBeNull();
  });
});

describe("3-D Secure", () => {
  async function waiting(setup: Setup, confirmation_method: "automatic" | "manual") {
    const { id } = await setup.stripe.paymentIntents.create({ ...CARD_ONLY, confirmation_method });
    return setup.stripe.paymentIntents.confirm(id, { payment_method: THREE_D_SECURE });
  }

  test("waits for the customer and charges nothing meanwhile", async () => {
    const setup = setUp();
    const { id, status, latest_charge, payment_method } = await waiting(setup, "automatic");
    expect(status).toBe("requires_action");
    expect(latest_charge).toBeNull();
    expect(payment_method).toMatch(/^pm_1[A-Za-z0-9]{23}$/);
    expect(setup.simulator.ledger.charges({ paymentIntentId: id })).toEqual([]);
    expect(types(setup)).toEqual(["payment_intent.created", "payment_intent.requires_action"]);
  });

  test("passed with automatic confirmation charges without the server", async () => {
    const setup = setUp();
    const { id } = await waiting(setup, "automatic");
    expect(setup.simulator.authenticate(id, "complete").status).toBe("succeeded");
    expect(setup.simulator.ledger.succeededCharges({ paymentIntentId: id })).toHaveLength(1);
    const [, , ...later] = setup.simulator.events.list();
    expect(later.map(({ type, request }) => [type, request?.id])).toEqual([
      ["charge.succeeded", null],
      ["payment_intent.succeeded", null],
    ]);
  });

  test("passed with manual confirmation waits for the server, which then charges once", async () => {
    const setup = setUp();
    const { id } = await waiting(setup, "manual");
    const events = types(setup).length;
    expect(setup.simulator.authenticate(id, "complete").status).toBe("requires_confirmation");
    expect(types(setup)).toHaveLength(events);
    expect(setup.simulator.ledger.charges({ paymentIntentId: id })).toEqual([]);
    const confirmed = await setup.stripe.paymentIntents.confirm(id);
    expect(confirmed.status).toBe("succeeded");
    expect(setup.simulator.ledger.succeededCharges({ paymentIntentId: id })).toHaveLength(1);
  });

  test("passed with one card does not count for another card on the next confirm", async () => {
    const setup = setUp();
    const { id } = await waiting(setup, "manual");
    setup.simulator.authenticate(id, "complete");
    const again = await setup.stripe.paymentIntents.confirm(id, { payment_method: THREE_D_SECURE });
    expect(again.status).toBe("requires_action");
  });

  test.each(["automatic", "manual"] as const)(
    "failed with %s confirmation asks for another method and makes no charge",
    async (confirmationMethod) => {
      const setup = setUp();
      const { id } = await waiting(setup, confirmationMethod);
      expect(setup.simulator.authenticate(id, "fail")).toMatchObject({
        status: "requires_payment_method",
        payment_method: null,
        next_action: null,
        latest_charge: null,
        last_payment_error: {
          type: "invalid_request_error",
          code: "payment_intent_authentication_failure",
          message:
            "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
        },
      });
      expect(setup.simulator.ledger.charges()).toEqual([]);
      expect(types(setup).at(-1)).toBe("payment_intent.payment_failed");
    },
  );

  test("confirmed again while waiting starts over", async () => {
    const setup = setUp();
    const first = await waiting(setup, "automatic");
    const again = await setup.stripe.paymentIntents.confirm(first.id);
    expect(again.status).toBe("requires_action");
    expect(again.next_action?.use_stripe_sdk).not.toEqual(first.next_action?.use_stripe_sdk);
    expect(again.payment_method).toBe(first.payment_method);
  });

  test("cannot be finished twice", async () => {
    const setup = setUp();
    const { id } = await waiting(setup, "automatic");
    setup.simulator.authenticate(id, "complete");
    expect(() => setup.simulator.authenticate(id, "complete")).toThrow(
      "waits for no authentication; its status is succeeded",
    );
  });

  test("off session is a decline that leaves no charge, and the same method works on session", async () => {
    const setup = setUp();
    const method = await setup.stripe.paymentMethods.create({
      type: "card",
      card: { number: "4000002760003184", exp_month: 12, exp_year: 2030, cvc: "123" },
    });
    const { id } = await setup.stripe.paymentIntents.create(CARD_ONLY);
    const error = await errorOf(
      setup.stripe.paymentIntents.confirm(id, { payment_method: method.id, off_session: true }),
    );
    expect(error).toMatchObject({
      statusCode: 402,
      code: "authentication_required",
      decline_code: "authentication_required",
      message: "Your card was declined. This transaction requires authentication.",
    });
    expect(setup.simulator.ledger.charges()).toEqual([]);
    const again = await setup.stripe.paymentIntents.confirm(id, { payment_method: method.id });
    expect(again.status).toBe("requires_action");
  });

  test("is refused instead of started when the request says error_on_requires_action", async () => {
    const setup = setUp();
    const { id } = await setup.stripe.paymentIntents.create(CARD_ONLY);
    const error = await errorOf(
      setup.stripe.paymentIntents.confirm(id, {
        payment_method: THREE_D_SECURE,
        error_on_requires_action: true,
      }),
    );
    expect(error).toMatchObject({ statusCode: 402, code: "authentication_required" });
    expect(await statusOf(setup, id)).toBe("requires_payment_method");
  });
});
