import {
  type Clock,
  createPayments,
  type Ids,
  type Logger,
  type Payment,
  type Payments,
  type Store,
} from "@chargeonce/core";
import { createSimulator, type Simulator } from "@chargeonce/simulator";
import Stripe from "stripe";

/** A shop whose payments an operator looks after. Ids are the same in every run. */
export interface Shop {
  readonly store: Store<unknown>;
  readonly simulator: Simulator;
  readonly payments: Payments;
  /** What the command needs to reach the simulated Stripe. */
  readonly env: { readonly STRIPE_SECRET_KEY: string; readonly STRIPE_API_BASE: string };
  /** An order's payment, not confirmed. @returns Its client secret. */
  begin(order: string, price: { amount: number; currency: string }): Promise<string>;
  /** Pays an order by card; Stripe's events about it arrive. */
  pay(order: string, price: { amount: number; currency: string }): Promise<Payment>;
  /** Stripe's events that have not arrived yet do. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

/** Orders for which the shop's handler wants a person to decide. */
const DOUBTFUL = "order_doubtful";

export async function openShop(store: Store<unknown>, tenant = ""): Promise<Shop> {
  const simulator = createSimulator({ seed: "cli" });
  const server = await simulator.listen({ port: 0, deliverWebhooks: false });
  const httpClient = Stripe.createFetchHttpClient(simulator.fetch);
  const orders = new Map<string, { amount: number; currency: string }>();
  const payments = createPayments({
    stripe: new Stripe(simulator.keys.secretKey, { httpClient }),
    store,
    ids: countedIds(),
    logger: SILENT,
    clock: tickingClock(),
    webhookSecrets: [simulator.webhooks.secret],
    scope: () => ({ tenant }),
    loadOrder: async ({ body }) => {
      const id = String(body.order_id);
      const price = orders.get(id);
      return price === undefined ? null : { id, ...price };
    },
    onPayment: {
      succeeded: ({ payment, reason }) =>
        payment.orderRef === DOUBTFUL && reason === null ? "review" : undefined,
    },
  });
  const delivered = new Set<string>();
  const deliver = async () => {
    for (const event of simulator.events.list()) {
      if (delivered.has(event.id)) continue;
      delivered.add(event.id);
      const { body, headers } = simulator.webhooks.signed(event);
      await payments.webhook({
        rawBody: new TextEncoder().encode(body),
        signature: headers["stripe-signature"],
      });
    }
  };
  const begin = async (order: string, price: { amount: number; currency: string }) => {
    orders.set(order, price);
    const body = { order_id: order, ...price };
    const { client_secret } = await payments.process(body, { context: undefined });
    return client_secret;
  };
  return {
    store,
    simulator,
    payments,
    env: { STRIPE_SECRET_KEY: simulator.keys.secretKey, STRIPE_API_BASE: server.url },
    begin,
    async pay(order, price) {
      const secret = await begin(order, price);
      simulator.confirmOnClient(secret, { paymentMethod: "pm_card_visa" });
      await deliver();
      const [payment] = await payments.list({ orderRef: order });
      if (payment === undefined) throw new Error("A paid order has a payment.");
      return payment;
    },
    deliver,
    close: () => server.close(),
  };
}

const nothing = () => undefined;
const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** No two instants are the same, so that lists have one order. */
function tickingClock(): Clock {
  let last = 0;
  return {
    now: () => {
      last = Math.max(last + 1, Date.now());
      return new Date(last);
    },
    sleep: async () => undefined,
  };
}

function countedIds(): Ids {
  let last = 0;
  const next = () => String(++last).padStart(32, "0");
  return { paymentId: () => `pay_${next()}`, errorId: () => `err_${next()}`, fraction: () => 0 };
}

/** As after twenty failures of the handler: no test waits for them. */
export async function killHandler({ store }: Shop, payment: Payment): Promise<void> {
  const written = await store.payments.update({
    ...payment,
    effects: payment.effects.map((each) => ({
      ...each,
      state: "dead" as const,
      tries: 20,
      lastError: "The mail server is down.",
    })),
    version: payment.version + 1,
  });
  if (!written) throw new Error("Somebody else changed the payment.");
}

/** As after twenty failures of handling the event. */
export async function killEvent({ store, payments }: Shop, type: string): Promise<string> {
  const [event] = await payments.events.list({ type });
  if (event === undefined) throw new Error(`No event of type ${type} came in.`);
  const written = await store.events.update({
    ...event,
    status: "dead",
    attempts: 20,
    lastError: "The stock is negative.",
    doneAt: null,
    nextAttemptAt: null,
    version: event.version + 1,
  });
  if (!written) throw new Error("Somebody else changed the event.");
  return event.id;
}
