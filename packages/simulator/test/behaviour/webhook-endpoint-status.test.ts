import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { CARD_ONLY, setUp } from "../stripe-client.ts";
import { createReceiver } from "../webhook-receiver.ts";

const URL_A = "https://shop.example/webhook";

function setUpReceiver(statuses: number[] = []) {
  const receiver = createReceiver(statuses);
  return { ...setUp({ fetch: receiver.fetch }), receiver };
}

describe("an endpoint that is disabled", () => {
  test("misses for good what happens meanwhile", async () => {
    const { simulator, stripe, receiver } = setUpReceiver();
    const { id } = await stripe.webhookEndpoints.create({ url: URL_A, enabled_events: ["*"] });
    await stripe.webhookEndpoints.update(id, { disabled: true });
    await stripe.paymentIntents.create(CARD_ONLY);
    await stripe.webhookEndpoints.update(id, { disabled: false });
    expect(await simulator.webhooks.deliverAll()).toBe(0);
    expect(receiver.received).toEqual([]);
    expect((await stripe.events.list()).data).toMatchObject([{ pending_webhooks: 0 }]);
  });

  test.each([
    [
      "disabled",
      (stripe: Stripe, id: string) => stripe.webhookEndpoints.update(id, { disabled: true }),
    ],
    ["deleted", (stripe: Stripe, id: string) => stripe.webhookEndpoints.del(id)],
  ])("(%s) when a retry comes due gets no more tries of that event", async (_how, end) => {
    const { simulator, stripe, receiver } = setUpReceiver([500]);
    const { id } = await stripe.webhookEndpoints.create({ url: URL_A, enabled_events: ["*"] });
    await stripe.paymentIntents.create(CARD_ONLY);
    await simulator.webhooks.deliverDue();
    await end(stripe, id);
    expect(await simulator.webhooks.deliverAll()).toBe(0);
    expect(receiver.received).toHaveLength(1);
    expect(simulator.webhooks.pending()).toEqual([]);
    expect(simulator.webhooks.deliveries).toMatchObject([{ status: "stopped", dueAt: null }]);
    expect((await stripe.events.list({ delivery_success: false })).data).toHaveLength(1);
  });

  test("and enabled again before the retry comes due gets it", async () => {
    const { simulator, stripe, receiver } = setUpReceiver([500]);
    const { id } = await stripe.webhookEndpoints.create({ url: URL_A, enabled_events: ["*"] });
    await stripe.paymentIntents.create(CARD_ONLY);
    await simulator.webhooks.deliverDue();
    await stripe.webhookEndpoints.update(id, { disabled: true });
    await stripe.webhookEndpoints.update(id, { disabled: false });
    expect(await simulator.webhooks.deliverAll()).toBe(1);
    expect(receiver.received).toHaveLength(2);
  });
});
