import { CARD_ONLY, type Setup } from "../stripe-client.ts";
import { VISITS_OF_CUSTOMERS, type Visit } from "./visits-of-customers.ts";

/** One call for each route, by the route's name. A route without one fails `tour.test.ts`. */
export const VISITS: Readonly<Record<string, Visit>> = {
  ...VISITS_OF_CUSTOMERS,
  "payment_intents.create": ({ stripe }) => stripe.paymentIntents.create(CARD_ONLY),
  "payment_intents.list": async (setup) => {
    await paid(setup);
    await setup.stripe.paymentIntents.list({ expand: ["data.latest_charge"] });
  },
  "payment_intents.retrieve": async (setup) => {
    const { id } = await setup.stripe.paymentIntents.create(CARD_ONLY);
    await setup.stripe.paymentIntents.retrieve(id);
  },
  "payment_intents.update": async (setup) => {
    const { id } = await setup.stripe.paymentIntents.create(CARD_ONLY);
    await setup.stripe.paymentIntents.update(id, { metadata: { order: "1" } });
  },
  "payment_intents.confirm": async (setup) => {
    const { id } = await setup.stripe.paymentIntents.create(CARD_ONLY);
    await setup.stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" });
  },
  "payment_intents.capture": async (setup) => {
    const { id } = await paid(setup, { capture_method: "manual" });
    await setup.stripe.paymentIntents.capture(id, { amount_to_capture: 1000 });
  },
  "payment_intents.cancel": async (setup) => {
    const { id } = await setup.stripe.paymentIntents.create(CARD_ONLY);
    await setup.stripe.paymentIntents.cancel(id, { cancellation_reason: "abandoned" });
  },
  "payment_methods.create": ({ stripe }) => stripe.paymentMethods.create(VISA),
  "payment_methods.retrieve": async ({ stripe }) => {
    const { id } = await stripe.paymentMethods.create(VISA);
    await stripe.paymentMethods.retrieve(id);
  },
  "charges.retrieve": async (setup) => {
    const { latest_charge } = await paid(setup);
    await setup.stripe.charges.retrieve(String(latest_charge), { expand: ["payment_intent"] });
  },
  "charges.list": async (setup) => {
    await paid(setup);
    await setup.stripe.charges.list({ expand: ["data.payment_intent"] });
  },
  "charges.update": async (setup) => {
    const { id, latest_charge } = await paid(setup);
    await setup.stripe.refunds.create({ payment_intent: id, amount: 99 });
    await setup.stripe.charges.update(String(latest_charge), {
      description: "Two books",
      expand: ["refunds"],
    });
    await setup.stripe.events.list();
  },
  "payment_intents.search": async (setup) => {
    await paid(setup);
    setup.clock.ms += SEARCH_LAG_MS;
    const params = { query: "amount>1", expand: ["total_count", "data.latest_charge"] };
    await setup.stripe.paymentIntents.search(params);
  },
  "charges.search": async (setup) => {
    await paid(setup);
    setup.clock.ms += SEARCH_LAG_MS;
    await setup.stripe.charges.search({ query: "amount>1" });
  },
  "customers.search": ({ stripe }) => stripe.customers.search({ query: "email:'a@example.com'" }),
  "refunds.create": async (setup) => {
    const { id } = await paid(setup);
    await setup.stripe.refunds.create({ payment_intent: id, reason: "requested_by_customer" });
  },
  "refunds.retrieve": async (setup) => {
    const { id } = await paid(setup);
    const refund = await setup.stripe.refunds.create({ payment_intent: id, amount: 99 });
    await setup.stripe.refunds.retrieve(refund.id, { expand: ["charge", "payment_intent"] });
  },
  "refunds.list": async (setup) => {
    const { id } = await paid(setup);
    await setup.stripe.refunds.create({ payment_intent: id });
    await setup.stripe.refunds.list({ payment_intent: id });
  },
  "refunds.update": async (setup) => {
    const { id } = await paid(setup);
    const refund = await setup.stripe.refunds.create({ payment_intent: id });
    await setup.stripe.refunds.update(refund.id, { metadata: { note: "1" } });
    await setup.stripe.events.list();
  },
  "radar.early_fraud_warnings.list": async (setup) => {
    await paid(setup, { payment_method: FRAUDULENT });
    await setup.stripe.radar.earlyFraudWarnings.list();
    await setup.stripe.events.list();
  },
  "radar.early_fraud_warnings.retrieve": async (setup) => {
    await paid(setup, { payment_method: FRAUDULENT });
    const { data } = await setup.stripe.radar.earlyFraudWarnings.list();
    await setup.stripe.radar.earlyFraudWarnings.retrieve(data[0]?.id ?? "");
  },
  "disputes.list": async (setup) => {
    const { paymentIntent } = await disputed(setup);
    await setup.stripe.disputes.list({ payment_intent: paymentIntent, expand: ["data.charge"] });
  },
  "disputes.retrieve": async (setup) => {
    const { dispute } = await disputed(setup);
    await setup.stripe.disputes.retrieve(dispute);
  },
  "disputes.update": async (setup) => {
    const { dispute } = await disputed(setup);
    const evidence = { uncategorized_text: "winning_evidence" };
    await setup.stripe.disputes.update(dispute, { evidence, submit: true });
    await setup.stripe.events.list();
  },
  "disputes.close": async (setup) => {
    const { dispute } = await disputed(setup);
    await setup.stripe.disputes.close(dispute);
  },
  "events.list": async (setup) => {
    await paid(setup);
    await setup.stripe.events.list();
  },
  "events.retrieve": async (setup) => {
    await paid(setup);
    const { data } = await setup.stripe.events.list({ limit: 1 });
    await setup.stripe.events.retrieve(data[0]?.id ?? "");
  },
  "webhook_endpoints.create": ({ stripe }) => stripe.webhookEndpoints.create(HOOK),
  "webhook_endpoints.list": async ({ stripe }) => {
    await stripe.webhookEndpoints.create(HOOK);
    await stripe.webhookEndpoints.list();
  },
  "webhook_endpoints.retrieve": async ({ stripe }) => {
    const { id } = await stripe.webhookEndpoints.create(HOOK);
    await stripe.webhookEndpoints.retrieve(id);
  },
  "webhook_endpoints.update": async ({ stripe }) => {
    const { id } = await stripe.webhookEndpoints.create(HOOK);
    await stripe.webhookEndpoints.update(id, { disabled: true });
  },
  "webhook_endpoints.delete": async ({ stripe }) => {
    const { id } = await stripe.webhookEndpoints.create(HOOK);
    await stripe.webhookEndpoints.del(id);
  },
};

/** The routes that never answer with a 200 for what the simulator knows, each with a call of it. */
export const REFUSALS: Readonly<Record<string, Visit>> = {
  "refunds.cancel": async (setup) => {
    const { id } = await paid(setup);
    const refund = await setup.stripe.refunds.create({ payment_intent: id });
    await setup.stripe.refunds.cancel(refund.id);
  },
};

const FRAUDULENT = "pm_card_createIssuerFraudRecord";

const HOOK = { url: "https://shop.example/hook", enabled_events: ["*" as const] };
const SEARCH_LAG_MS = 60_000;

const VISA = {
  type: "card",
  card: { number: "4242424242424242", exp_month: 12, exp_year: 2030, cvc: "123" },
} as const;

/** A PaymentIntent after a successful attempt. */
export function paid(
  { stripe }: Setup,
  wishes: { capture_method?: "manual"; payment_method?: string } = {},
) {
  return stripe.paymentIntents.create({
    ...CARD_ONLY,
    payment_method: "pm_card_visa",
    confirm: true,
    ...wishes,
  });
}

async function disputed(setup: Setup) {
  const { id } = await paid(setup);
  const dispute = setup.simulator.dispute(id);
  return { paymentIntent: id, dispute: dispute.id };
}
