import { expect, test } from "vitest";
import { ROUTES } from "../../src/engine/routes.ts";
import { clientOf, errorOf, type Setup, setUp } from "../stripe-client.ts";
import { paid, REFUSALS, VISITS } from "./visits.ts";
import { answeredRoutes } from "./watch.ts";

// The shapes themselves are compared by watch.ts after each test, here as in every other test of the simulator.

test.each(ROUTES.map(({ name }) => name))("%s answers in Stripe's shape", async (name) => {
  const refusal = REFUSALS[name];
  if (refusal) {
    await errorOf(refusal(setUp()));
    return;
  }
  const visit = VISITS[name];
  if (!visit) throw new Error(`Nothing visits ${name}: add a call of it to test/shapes/visits.ts.`);
  answeredRoutes.delete(name);
  await visit(setUp());
  expect(answeredRoutes).toContain(name);
});

test("no visit is of a route that does not exist", () => {
  const names = new Set(ROUTES.map(({ name }) => name));
  expect(Object.keys({ ...VISITS, ...REFUSALS }).filter((name) => !names.has(name))).toEqual([]);
});

const STATES: readonly (readonly [string, (setup: Setup) => Promise<{ id: string }>])[] = [
  ["requires_payment_method", ({ stripe }) => stripe.paymentIntents.create(SHIPPED)],
  [
    "requires_payment_method",
    async (setup) => {
      const { id } = await setup.stripe.paymentIntents.create(SHIPPED);
      await errorOf(
        setup.stripe.paymentIntents.confirm(id, { payment_method: "pm_card_chargeDeclined" }),
      );
      return { id };
    },
  ],
  [
    "requires_confirmation",
    ({ stripe }) => stripe.paymentIntents.create({ ...SHIPPED, payment_method: "pm_card_visa" }),
  ],
  ["requires_action", (setup) => paid(setup, { payment_method: CHALLENGED })],
  [
    "requires_action",
    ({ stripe }) =>
      stripe.paymentIntents.create({
        ...SHIPPED,
        payment_method: CHALLENGED,
        confirm: true,
        return_url: "https://shop.example/done",
      }),
  ],
  ["requires_capture", (setup) => paid(setup, { capture_method: "manual" })],
  ["succeeded", (setup) => paid(setup)],
  [
    "succeeded",
    async (setup) => {
      const { id } = await paid(setup, { payment_method: CHALLENGED });
      return setup.simulator.authenticate(id, "complete");
    },
  ],
  [
    "requires_payment_method",
    async (setup) => {
      const { id } = await paid(setup, { payment_method: CHALLENGED });
      return setup.simulator.authenticate(id, "fail");
    },
  ],
  [
    "canceled",
    async (setup) => {
      const { id } = await paid(setup, { capture_method: "manual" });
      return setup.stripe.paymentIntents.cancel(id);
    },
  ],
];

const CHALLENGED = "pm_card_threeDSecure2Required";

const SHIPPED = {
  amount: 1099,
  currency: "usd",
  metadata: { order: "1" },
  shipping: { name: "Ada", address: { line1: "1 Street", country: "DE" } },
} as const;

test.each(STATES)(
  "a PaymentIntent in %s has Stripe's shape for a server, an app, in lists and in events (%#)",
  async (status, reach) => {
    const setup = setUp({
      webhookEndpoints: [{ url: "https://shop.example/hook" }],
      fetch: accept,
    });
    const { stripe, simulator } = setup;
    const { id } = await reach(setup);
    const seen = await stripe.paymentIntents.retrieve(id, {
      expand: ["latest_charge", "payment_method"],
    });
    expect(seen.status).toBe(status);
    const app = clientOf(simulator, simulator.keys.publishableKey);
    await app.paymentIntents.retrieve(id, { client_secret: seen.client_secret ?? "" });
    await stripe.paymentIntents.list();
    const { data } = await stripe.events.list({ limit: 100 });
    expect(data.length).toBeGreaterThan(0);
    expect(await simulator.webhooks.deliverAll()).toBe(data.length);
  },
);

const accept = async () => new Response("ok");

test("a delayed settlement and a lapsed hold are told in Stripe's shape", async () => {
  const setup = setUp();
  const held = await paid(setup, { capture_method: "manual" });
  await paid(setup);
  await setup.simulator.advance(7 * 24 + 1);
  const { status } = await setup.stripe.paymentIntents.retrieve(held.id);
  expect(status).toBe("canceled");
  const { data } = await setup.stripe.events.list({ types: ["charge.updated", "charge.expired"] });
  expect(data.map(({ type }) => type).sort()).toEqual(["charge.expired", "charge.updated"]);
});
