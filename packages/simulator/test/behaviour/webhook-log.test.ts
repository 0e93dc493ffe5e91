import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import type { SimulatorOptions } from "../../src/index.ts";
import { CARD_ONLY, clientOf, type Setup, setUp } from "../stripe-client.ts";
import { createReceiver } from "../webhook-receiver.ts";

const HOUR_MS = 60 * 60 * 1000;
const URL_A = "https://shop.example/webhook";

function setUpReceiver(statuses: number[] = [], options: SimulatorOptions = {}) {
  const receiver = createReceiver(statuses);
  const setup = setUp({
    fetch: receiver.fetch,
    webhookEndpoints: [{ url: URL_A, secret: "whsec_one" }],
    ...options,
  });
  return { ...setup, receiver, webhooks: setup.simulator.webhooks };
}

const verify = ({ stripe, clock }: Setup, body: string, header: string, secret: string) =>
  stripe.webhooks.constructEvent(body, header, secret, 300, undefined, clock.ms);

describe("the log", () => {
  test("shows each try as it was sent, though the event changed since", async () => {
    const { stripe, webhooks, receiver, clock } = setUpReceiver([500, 200]);
    await stripe.paymentIntents.create(CARD_ONLY);
    await webhooks.deliverDue();
    clock.ms += 300_000;
    await webhooks.deliverDue();
    webhooks.rotateSecret(webhooks.endpoints[0]?.id ?? "", { expiresInHours: 0 });
    const [delivery] = webhooks.deliveries;
    expect(delivery?.attempts).toHaveLength(2);
    expect(
      delivery?.attempts.map(({ request }) => [
        request.body,
        request.headers["stripe-signature"],
        request.url,
      ]),
    ).toEqual(receiver.received.map(({ body, signature, url }) => [body, signature, url]));
    expect(delivery?.attempts.map(({ at, response }) => [at, response])).toEqual([
      [1_795_435_200_000, { status: 500, body: "taken" }],
      [1_795_435_500_000, { status: 200, body: "taken" }],
    ]);
  });

  test("keeps the beginning of a long answer", async () => {
    const { stripe, simulator } = setUpReceiver([], {
      fetch: () => new Response("é".repeat(5000), { status: 500 }),
    });
    await stripe.paymentIntents.create(CARD_ONLY);
    await simulator.webhooks.deliverDue();
    const kept = simulator.webhooks.deliveries[0]?.attempts[0]?.response?.body;
    expect(kept).toBe("é".repeat(1024));
  });

  test("tells in pending_webhooks how many endpoints have not taken an event", async () => {
    const { stripe, webhooks, receiver } = setUpReceiver([200, 500], {
      webhookEndpoints: [{ url: URL_A }, { url: "https://b.example/" }],
    });
    await stripe.paymentIntents.create(CARD_ONLY);
    await webhooks.deliverDue();
    expect(receiver.received.map(({ event }) => event.pending_webhooks)).toEqual([2, 1]);
    expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(1);
  });
});

test("in live mode tries go on for less than three days, ever further apart", async () => {
  const { simulator, webhooks, clock } = setUpReceiver(Array(20).fill(500), {
    accounts: [
      { id: "acct_L", secretKey: "sk_live_l", publishableKey: "pk_live_l", livemode: true },
    ],
  });
  const began = clock.ms;
  await clientOf(simulator, "sk_live_l").paymentIntents.create(CARD_ONLY);
  for (let due = webhooks.pending()[0]?.dueAt; due; due = webhooks.pending()[0]?.dueAt) {
    clock.ms = due;
    await webhooks.deliverDue();
  }
  const [delivery] = webhooks.deliveries;
  expect(delivery?.status).toBe("failed");
  expect(
    delivery?.attempts.map(({ at }) => Math.round(((at - began) / HOUR_MS) * 100) / 100),
  ).toEqual([0, 0.08, 0.58, 3.58, 9.58, 21.58, 45.58, 69.58]);
});

describe("a secret that was replaced", () => {
  test("signs beside the new one until it expires by the simulated clock", async () => {
    const setup = setUpReceiver();
    const { stripe, webhooks, receiver, clock } = setup;
    const id = webhooks.endpoints[0]?.id ?? "";
    const fresh = webhooks.rotateSecret(id, { expiresInHours: 2 });
    expect(fresh).toMatch(/^whsec_[A-Za-z0-9]{32}$/);
    expect(webhooks.endpoints[0]).toMatchObject({ secret: fresh, secrets: [fresh, "whsec_one"] });
    clock.ms += 2 * HOUR_MS - 1;
    await stripe.paymentIntents.create(CARD_ONLY);
    await webhooks.deliverDue();
    clock.ms += 1;
    await stripe.paymentIntents.create(CARD_ONLY);
    await webhooks.deliverDue();
    const [before, after] = receiver.received;
    expect(before?.signature.match(/v1=/g)).toHaveLength(2);
    for (const secret of [fresh, "whsec_one"]) {
      expect(verify(setup, before?.body ?? "", before?.signature ?? "", secret).object).toBe(
        "event",
      );
    }
    expect(after?.signature.match(/v1=/g)).toHaveLength(1);
    expect(verify(setup, after?.body ?? "", after?.signature ?? "", fresh).object).toBe("event");
    expect(webhooks.endpoints[0]?.secrets).toEqual([fresh]);
  });

  test("at once is at once, and nothing outlives a day", async () => {
    const { stripe, webhooks, receiver } = setUpReceiver();
    const id = webhooks.endpoints[0]?.id ?? "";
    const fresh = webhooks.rotateSecret(id, { expiresInHours: 0 });
    await stripe.paymentIntents.create(CARD_ONLY);
    await webhooks.deliverDue();
    expect(receiver.received[0]?.signature.match(/v1=/g)).toHaveLength(1);
    expect(webhooks.endpoints[0]?.secrets).toEqual([fresh]);
    for (const expiresInHours of [-1, 24.5, Number.NaN]) {
      expect(() => webhooks.rotateSecret(id, { expiresInHours })).toThrow(RangeError);
    }
    expect(() => webhooks.rotateSecret("we_x")).toThrow("no webhook endpoint 'we_x'");
  });
});

describe("the decoy signature", () => {
  const header = async (options: SimulatorOptions) => {
    const setup = setUpReceiver([], options);
    await setup.stripe.paymentIntents.create(CARD_ONLY);
    await setup.webhooks.deliverDue();
    const [{ body, signature } = { body: "", signature: "" }] = setup.receiver.received;
    return { setup, body, signature };
  };

  test("comes last in test mode, and fits no secret", async () => {
    const { setup, body, signature } = await header({});
    expect(signature).toMatch(/^t=1795435200,v1=[0-9a-f]{64},v0=[0-9a-f]{64}$/);
    const forged = signature.replace(/v1=[0-9a-f]{64},v0=/, "v1=");
    expect(() => verify(setup, body, forged, "whsec_one")).toThrow(
      Stripe.errors.StripeSignatureVerificationError,
    );
  });

  test("can be left out", async () => {
    const { signature } = await header({ decoySignatures: false });
    expect(signature).toMatch(/^t=1795435200,v1=[0-9a-f]{64}$/);
  });
});

describe("sending again by hand", () => {
  test("is one try, to one endpoint if it is named, and retries go on", async () => {
    const { stripe, webhooks, receiver, simulator } = setUpReceiver([500, 500, 200], {
      webhookEndpoints: [
        { url: URL_A },
        { url: "https://b.example/", enabledEvents: ["charge.*"] },
      ],
    });
    await stripe.paymentIntents.create(CARD_ONLY);
    await webhooks.deliverDue();
    const eventId = simulator.events.list()[0]?.id ?? "";
    expect(await webhooks.resend(eventId)).toBe(1);
    expect(await webhooks.resend(eventId, { endpointId: webhooks.endpoints[1]?.id ?? "" })).toBe(1);
    expect(receiver.received.map(({ url }) => url)).toEqual([URL_A, URL_A, "https://b.example/"]);
    expect(webhooks.deliveries.map(({ origin, status }) => [origin, status])).toEqual([
      ["event", "pending"],
      ["resend", "failed"],
      ["resend", "delivered"],
    ]);
    expect((await stripe.events.retrieve(eventId)).pending_webhooks).toBe(1);
    expect(await webhooks.resend(eventId)).toBe(1);
    expect((await stripe.events.retrieve(eventId)).pending_webhooks).toBe(0);
    expect(webhooks.pending()).toHaveLength(1);
  });

  test("needs an endpoint that is there and enabled", async () => {
    const { stripe, webhooks, simulator } = setUpReceiver();
    await stripe.paymentIntents.create(CARD_ONLY);
    const eventId = simulator.events.list()[0]?.id ?? "";
    const endpointId = webhooks.endpoints[0]?.id ?? "";
    await stripe.webhookEndpoints.update(endpointId, { disabled: true });
    await expect(webhooks.resend(eventId, { endpointId })).rejects.toThrow("is disabled");
    await expect(webhooks.resend(eventId, { endpointId: "we_x" })).rejects.toThrow("we_x");
    expect(await webhooks.resend(eventId)).toBe(0);
  });
});
