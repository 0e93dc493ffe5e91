import { createPayments, memoryStore } from "@chargeonce/core";
import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import {
  cardDecline,
  createFakeClock,
  paymentIntent,
  signedBody,
  signedEvent,
} from "../src/index.ts";

const NOW = new Date("2026-03-01T08:00:00.900Z");

describe("a signed event", () => {
  it("has a signature that Stripe's own SDK accepts, and is what was asked for", () => {
    const { body, headers } = signedEvent({
      type: "payment_intent.succeeded",
      object: paymentIntent({ id: "pi_7", status: "succeeded", amount: 500 }),
      secret: "whsec_a",
      now: NOW,
      account: "acct_1",
    });
    const event = Stripe.webhooks.constructEvent(
      body,
      headers["stripe-signature"],
      "whsec_a",
      300,
      undefined,
      NOW.getTime(),
    );
    expect(event).toMatchObject({
      object: "event",
      type: "payment_intent.succeeded",
      account: "acct_1",
      created: 1_772_352_000,
      livemode: false,
      data: { object: { id: "pi_7", status: "succeeded", amount: 500, amount_received: 500 } },
    });
  });

  it("is signed as the page says: HMAC-SHA256 over the time, a dot and the bytes, keyed by the whole secret", () => {
    const { bytes, headers } = signedBody({ body: '{"name":"Zoë"}', secret: "whsec_a", now: NOW });
    expect(Buffer.from(bytes).toString("latin1")).toBe('{"name":"Zo\u00c3\u00ab"}');
    expect(headers).toEqual({
      "content-type": "application/json; charset=utf-8",
      "stripe-signature":
        "t=1772352000,v1=e9c4cd9e92c59124499777ea6c07f887f43f18c400d7dbcc91f66a91697c7f25",
    });
  });

  it("is signed with every secret while one is rotated", () => {
    const { body, headers } = signedBody({
      body: "{}",
      secret: ["whsec_new", "whsec_old"],
      now: NOW,
    });
    for (const secret of ["whsec_new", "whsec_old"]) {
      const header = headers["stripe-signature"];
      expect(() =>
        Stripe.webhooks.constructEvent(body, header, secret, 300, undefined, NOW.getTime()),
      ).not.toThrow();
    }
    expect(headers["stripe-signature"].match(/v1=[0-9a-f]{64}/g)).toHaveLength(2);
  });

  it("is a duplicate of the one before when it is signed again, and another event for another object", () => {
    const event = (status: Stripe.PaymentIntent.Status, seconds: number) => {
      const { body } = signedEvent({
        type: "payment_intent.payment_failed",
        object: paymentIntent({ status }),
        secret: "whsec_a",
        now: new Date(NOW.getTime() + seconds * 1_000),
      });
      return String(JSON.parse(body).id);
    };
    expect(event("canceled", 0)).toMatch(/^evt_[0-9a-f]{24}$/);
    expect(event("canceled", 60)).toBe(event("canceled", 0));
    expect(event("processing", 0)).not.toBe(event("canceled", 0));
  });

  it("is a live one for a live object, and says what changed when told", () => {
    const { body } = signedEvent({
      type: "payment_intent.canceled",
      object: paymentIntent({ status: "canceled", livemode: true }),
      secret: "whsec_a",
      now: NOW,
      id: "evt_mine",
      previousAttributes: { status: "processing" },
    });
    expect(JSON.parse(body)).toMatchObject({
      id: "evt_mine",
      livemode: true,
      data: {
        object: { canceled_at: 1_768_467_600 },
        previous_attributes: { status: "processing" },
      },
    });
  });

  it("is taken by the core once, and told to the application", async () => {
    const clock = createFakeClock(NOW);
    const told: unknown[] = [];
    const payments = createPayments({
      stripe: new Stripe("sk_test_1"),
      store: memoryStore(),
      webhookSecrets: ["whsec_a"],
      loadOrder: async () => null,
      onPayment: { succeeded: () => undefined },
      onEvent: {
        "payment_intent.payment_failed": ({ event }) => {
          told.push(event.data.object.last_payment_error?.decline_code);
        },
      },
      clock,
    });
    const { bytes, headers } = signedEvent({
      type: "payment_intent.payment_failed",
      object: paymentIntent({ last_payment_error: cardDecline({ decline_code: "lost_card" }) }),
      secret: "whsec_a",
      now: clock.now(),
    });
    const delivery = { rawBody: bytes, signature: headers["stripe-signature"] };
    await payments.webhook(delivery);
    await payments.webhook(delivery);
    expect(told).toEqual(["lost_card"]);
    await clock.advance({ seconds: 301 });
    await expect(payments.webhook(delivery)).rejects.toThrow(/too old/);
  });
});
