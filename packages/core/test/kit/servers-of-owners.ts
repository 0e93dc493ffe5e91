import { createHmac } from "node:crypto";
import {
  type MemoryTransaction,
  memoryStore,
  type Payments,
  type PaymentsOptions,
  type Store,
} from "@chargeonce/core";
import { createSimulator, type Simulator } from "@chargeonce/simulator";
import Stripe from "stripe";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { createShop, type Shop, type ShopContext, WEBHOOK_SECRET } from "./shop.ts";

/** Two of Stripe's accounts, as a platform's connected ones or on their own. */
export const ACCOUNTS = ["a", "b"].map((name) => ({
  id: `acct_${name}`,
  secretKey: `sk_test_${name}`,
  publishableKey: `pk_test_${name}`,
}));

export type ServerOptions = Partial<PaymentsOptions<ShopContext, MemoryTransaction>>;

/** Servers of several owners on one store, and Stripe with two accounts. */
export interface Owners {
  readonly shop: Shop;
  readonly simulator: Simulator;
  readonly clock: FakeClock;
  readonly store: Store<MemoryTransaction>;
  /** What handlers heard, and whose: `a succeeded order_1`. */
  readonly heard: string[];
  /** A server by that name; its handlers write the name with what they hear. */
  server(name: string, options?: ServerOptions): Payments<ShopContext>;
}

export function owners(): Owners {
  const clock = fakeClock();
  const simulator = createSimulator({
    seed: 1,
    now: () => clock.now().getTime(),
    accounts: ACCOUNTS,
    webhookEndpoints: [{ url: "https://shop.test/webhook", secret: WEBHOOK_SECRET }],
    fetch: async () => new Response("", { status: 500 }), // what is delivered, a test delivers
  });
  const store = memoryStore();
  const shop = createShop({}, { simulator, store, clock });
  const heard: string[] = [];
  return {
    shop,
    simulator,
    clock,
    store,
    heard,
    server: (name, options = {}) => {
      const hear = (kind: string) => (input: { payment: { orderRef: string } }) => {
        heard.push(`${name} ${kind} ${input.payment.orderRef}`);
      };
      return shop.another({
        onPayment: { succeeded: hear("succeeded"), refunded: hear("refunded") },
        onEvent: {
          "charge.refunded": ({ event }) => void heard.push(`${name} ${event.type}`),
        },
        ...options,
      });
    },
  };
}

/** A client of one of the accounts: with its own key, or as its platform by a header. */
export function clientOf(
  simulator: Simulator,
  name: string,
  options: { stripeAccount?: string } = {},
): Stripe {
  return new Stripe(`sk_test_${name}`, {
    httpClient: Stripe.createFetchHttpClient(simulator.fetch),
    telemetry: false,
    ...options,
  });
}

/** Delivers Stripe's events that a test picks, changed as it says. @returns What each was answered. */
export async function deliver(
  { simulator, clock }: Pick<Owners, "simulator" | "clock">,
  server: Payments<ShopContext>,
  fits: (type: string) => boolean,
  change: Readonly<Record<string, unknown>> = {},
): Promise<string[]> {
  const answers: string[] = [];
  for (const event of simulator.events.list().filter(({ type }) => fits(type))) {
    const body = JSON.stringify({ ...event, ...change });
    const rawBody = new TextEncoder().encode(body);
    const seconds = Math.floor(clock.now().getTime() / 1_000);
    const digest = createHmac("sha256", WEBHOOK_SECRET).update(`${seconds}.${body}`).digest("hex");
    const signature = `t=${seconds},v1=${digest}`;
    answers.push(
      await server.webhook({ rawBody, signature }).then(
        () => "200",
        (error: { code: string }) => error.code,
      ),
    );
  }
  return answers;
}

/** Pays order_1 in one go. */
export async function pay(
  server: Payments<ShopContext>,
  context: ShopContext = {},
): Promise<string> {
  const order = { order_id: "order_1", amount: 1050, currency: "usd" };
  const user = { user: "anna", ...context };
  const begun = await server.process(order, { context: user });
  const paid = await server.confirm(
    { payment_intent_client_secret: begun.client_secret, payment_method_id: "pm_card_visa" },
    { context: user },
  );
  return paid.status;
}
