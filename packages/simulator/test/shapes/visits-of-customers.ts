import { CARD_ONLY, clientOf, type Setup } from "../stripe-client.ts";

/** Calls one route so that it answers with a 200. */
export type Visit = (setup: Setup) => Promise<unknown>;

/** The routes of customers, their methods and SetupIntents. */
export const VISITS_OF_CUSTOMERS: Readonly<Record<string, Visit>> = {
  "customers.create": ({ stripe }) => stripe.customers.create(ADA),
  "customers.list": async (setup) => {
    await saved(setup);
    await setup.stripe.customers.list({ expand: [`data.${DEFAULT}.customer`] });
  },
  "customers.retrieve": async (setup) => {
    const { customer } = await saved(setup);
    await setup.stripe.customers.retrieve(customer, { expand: [DEFAULT] });
  },
  "customers.update": async (setup) => {
    const { customer } = await saved(setup);
    await setup.stripe.customers.update(customer, { ...ADA, name: "Grace" });
    await setup.stripe.events.list();
  },
  "customers.delete": async (setup) => {
    const { customer } = await saved(setup);
    await setup.stripe.customers.del(customer);
    await setup.stripe.customers.retrieve(customer);
    await setup.stripe.events.list();
  },
  "customers.list_payment_methods": async (setup) => {
    const { customer } = await saved(setup);
    await setup.stripe.customers.listPaymentMethods(customer, { type: "card" });
  },
  "customers.retrieve_payment_method": async (setup) => {
    const { customer, method } = await saved(setup);
    await setup.stripe.customers.retrievePaymentMethod(customer, method);
  },
  "payment_methods.list": async (setup) => {
    const { customer } = await saved(setup);
    await setup.stripe.paymentMethods.list({ customer, expand: ["data.customer"] });
  },
  "payment_methods.update": async (setup) => {
    const { method } = await saved(setup);
    await setup.stripe.paymentMethods.update(method, { billing_details: { name: "Ada" } });
    await setup.stripe.events.list();
  },
  "payment_methods.attach": saved,
  "payment_methods.detach": async (setup) => {
    const { method } = await saved(setup);
    await setup.stripe.paymentMethods.detach(method);
    await setup.stripe.events.list();
  },
  "setup_intents.create": async (setup) => {
    const { customer, method } = await saved(setup);
    await setup.stripe.setupIntents.create({
      ...CARDS,
      customer,
      payment_method: method,
      confirm: true,
      expand: ["customer", "payment_method"],
    });
    await setup.stripe.events.list();
  },
  "setup_intents.list": async ({ stripe }) => {
    await stripe.setupIntents.create({ payment_method: "pm_card_visa" });
    await stripe.setupIntents.list({ expand: ["data.payment_method"] });
  },
  "setup_intents.retrieve": async (setup) => {
    const { id, client_secret } = await setup.stripe.setupIntents.create();
    await setup.stripe.setupIntents.retrieve(id);
    const app = clientOf(setup.simulator, setup.simulator.keys.publishableKey);
    await app.setupIntents.retrieve(id, { client_secret: client_secret ?? "" });
  },
  "setup_intents.update": async ({ stripe }) => {
    const { id } = await stripe.setupIntents.create();
    await stripe.setupIntents.update(id, { payment_method: "pm_card_visa" });
  },
  "setup_intents.confirm": async ({ stripe }) => {
    const { id } = await stripe.setupIntents.create(CARDS);
    await stripe.setupIntents.confirm(id, {
      payment_method: "pm_card_threeDSecure2Required",
      return_url: "https://shop.example/done",
    });
    await stripe.events.list();
  },
  "setup_intents.cancel": async ({ stripe }) => {
    const { id } = await stripe.setupIntents.create();
    await stripe.setupIntents.cancel(id, { cancellation_reason: "abandoned" });
    await stripe.events.list();
  },
};

const DEFAULT = "invoice_settings.default_payment_method";

const { automatic_payment_methods } = CARD_ONLY;
const CARDS = { automatic_payment_methods };

const ADDRESS = { line1: "1 Street", city: "Berlin", country: "DE" };
const ADA = {
  name: "Ada",
  email: "ada@example.com",
  address: ADDRESS,
  shipping: { name: "Ada", address: ADDRESS },
  metadata: { tier: "gold" },
};

/** A customer with a card that is the default. */
async function saved({ stripe }: Setup) {
  const customer = (await stripe.customers.create()).id;
  const method = (await stripe.paymentMethods.attach("pm_card_visa", { customer })).id;
  const invoice_settings = { default_payment_method: method };
  await stripe.customers.update(customer, { invoice_settings });
  return { customer, method };
}
