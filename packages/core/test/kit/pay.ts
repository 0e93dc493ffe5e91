import type { Payment } from "@chargeonce/core";
import type { RequestLogEntry } from "@chargeonce/simulator";
import { OWNER } from "./owner.ts";
import { type PostOptions, type Reply, type Shop, stripeOf } from "./shop.ts";

/** What an app sends to pay `order_1`. */
export const ORDER_1 = { order_id: "order_1", amount: 1050, currency: "usd" };

export function processOrder(
  shop: Shop,
  more: Readonly<Record<string, unknown>> = {},
  options: PostOptions = {},
): Promise<Reply> {
  return shop.post("/process", { ...ORDER_1, ...more }, options);
}

export function confirmOrder(
  shop: Shop,
  processed: Reply,
  method: string | null = null,
  options: PostOptions = {},
): Promise<Reply> {
  const body = {
    payment_intent_client_secret: processed.body.client_secret,
    ...(method === null ? {} : { payment_method_id: method }),
  };
  return shop.post("/confirm", body, options);
}

/** The PaymentIntent whose secret an answer carries. */
export function intentIdOf(processed: Reply): string {
  const [id = ""] = String(processed.body.client_secret).split("_secret_");
  return id;
}

/** The PaymentIntent as Stripe holds it now. */
export function intentAt(shop: Shop, processed: Reply) {
  const record = shop.simulator.engine.world.paymentIntents.get(intentIdOf(processed));
  if (record === undefined) throw new Error("Stripe has no such intent.");
  return record.object;
}

/** A customer at Stripe with a saved card. */
export async function newCustomer(shop: Shop): Promise<{ id: string; card: string }> {
  const stripe = stripeOf(shop.simulator);
  const { id } = await stripe.customers.create({ name: "Ada" });
  const card = await enterCard(shop, "4242424242424242");
  await stripe.paymentMethods.attach(card, { customer: id });
  return { id, card };
}

/** Somebody changes the intent in Stripe's Dashboard. */
export function changeAtStripe(shop: Shop, processed: Reply, fields: object): void {
  Object.assign(intentAt(shop, processed), fields);
}

/** A card that the app has entered: a PaymentMethod with an id that nobody else knows. */
export async function enterCard(shop: Shop, number: string): Promise<string> {
  const card = { number, exp_month: 12, exp_year: 2034, cvc: "123" };
  return (await stripeOf(shop.simulator).paymentMethods.create({ type: "card", card })).id;
}

/** The same, in the moment between our look at the intent and our confirm. */
export function changeAsConfirmArrives(shop: Shop, processed: Reply, fields: object): void {
  shop.simulator.onRequest = ({ route }, stage) => {
    if (route !== "payment_intents.confirm" || stage !== "before") return;
    changeAtStripe(shop, processed, fields);
  };
}

export async function storedPayment(shop: Shop, id: string): Promise<Payment> {
  const payment = await shop.store.payments.findById(id);
  if (payment === null) throw new Error(`The store has no payment ${id}.`);
  return payment;
}

/** The live payment of `order_1`, or null. */
export function livePayment(shop: Shop, orderRef = "order_1"): Promise<Payment | null> {
  return shop.store.payments.findLive({ ...OWNER, tenant: "", orderRef });
}

/** `create 1 completed`, `confirm 1 open`: the list of attempts, for reading. */
export function stepsOf(payment: Payment): string[] {
  return payment.steps.map(({ step, n, outcome }) => `${step} ${n} ${outcome?.kind ?? "open"}`);
}

/** What reached Stripe of one kind, in order. */
export function requestsTo(
  shop: Shop,
  kind: "create" | "retrieve" | "update" | "confirm" | "cancel",
): RequestLogEntry[] {
  const patterns = {
    create: /^POST \/v1\/payment_intents$/,
    retrieve: /^GET \/v1\/payment_intents\/[^/]+$/,
    update: /^POST \/v1\/payment_intents\/[^/]+$/,
    confirm: /^POST \/v1\/payment_intents\/[^/]+\/confirm$/,
    cancel: /^POST \/v1\/payment_intents\/[^/]+\/cancel$/,
  };
  return shop.simulator.requests.filter(({ method, path }) =>
    patterns[kind].test(`${method} ${path}`),
  );
}

/** Charges that took or hold money, at Stripe. */
export function charged(shop: Shop): { amount: number; currency: string }[] {
  return shop.simulator.ledger
    .succeededCharges()
    .map(({ amount, currency }) => ({ amount, currency }));
}
