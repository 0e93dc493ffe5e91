import {
  createPayments,
  type HttpResponse,
  type Ids,
  type Logger,
  type MemoryTransaction,
  memoryStore,
  type Order,
  type Payments,
  type PaymentsOptions,
  type Store,
} from "@chargeonce/core";
import { createSimulator, type Simulator } from "@chargeonce/simulator";
import Stripe from "stripe";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { holdToOpenapi } from "./hold-to-openapi.ts";

export interface ShopContext {
  readonly user?: string;
  readonly tenant?: string;
}

/** A backend around the library: orders, a simulated Stripe, a log, and the effects that handlers made. */
export interface Shop {
  readonly simulator: Simulator;
  readonly clock: FakeClock;
  readonly store: Store<MemoryTransaction>;
  readonly orders: Map<string, Order>;
  readonly payments: Payments<ShopContext>;
  /** What handlers heard: `succeeded:order_1`. */
  readonly effects: string[];
  readonly log: { level: string; fields: Record<string, unknown>; message: string }[];
  /** Another server of the same shop: same store, same Stripe, same clock. */
  another(
    options?: Partial<PaymentsOptions<ShopContext, MemoryTransaction>>,
  ): Payments<ShopContext>;
  /** Sends JSON to `/process`, `/confirm`, `/status` or any path. */
  post(path: string, body: unknown, options?: PostOptions): Promise<Reply>;
  /** Delivers every due webhook to the shop, in order. */
  deliver(): Promise<number>;
  /** Sends one signed delivery, as Stripe would. */
  receive(event: Stripe.Event): Promise<Reply>;
}

export interface PostOptions {
  readonly key?: string;
  readonly context?: ShopContext;
  readonly to?: Payments<ShopContext>;
  readonly headers?: Record<string, string>;
}

export interface Reply {
  readonly status: number;
  readonly headers: HttpResponse["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: parsed JSON, asserted by the test that reads it
  readonly body: any;
}

/** Who asks, where a test does not say: one customer who is logged in. */
export const CUSTOMER: ShopContext = { user: "anna" };

export const WEBHOOK_SECRET = "whsec_test_shop";
const WEBHOOK_URL = "https://shop.test/payments/webhook";

/** One shop with order `order_1` of 10.50 USD. */
export function createShop(
  options: Partial<PaymentsOptions<ShopContext, MemoryTransaction>> = {},
  world: { simulator?: Simulator; store?: Store<MemoryTransaction>; clock?: FakeClock } = {},
): Shop {
  const clock = world.clock ?? fakeClock();
  const simulator =
    world.simulator ??
    createSimulator({
      seed: 1,
      now: () => clock.now().getTime(),
      webhookEndpoints: [{ url: WEBHOOK_URL, secret: WEBHOOK_SECRET }],
      fetch: (_url, init) => receiveFetch(shop, init),
    });
  const store = world.store ?? memoryStore();
  const orders = new Map<string, Order>([
    ["order_1", { id: "order_1", amount: 1050, currency: "usd" }],
    ["order_2", { id: "order_2", amount: 2000, currency: "eur" }],
  ]);
  const effects: string[] = [];
  const log: Shop["log"] = [];
  const hear = (name: string) => async (input: { payment: { orderRef: string } }) => {
    effects.push(`${name}:${input.payment.orderRef}`);
  };
  const open = (more: Partial<PaymentsOptions<ShopContext, MemoryTransaction>>) =>
    createPayments<ShopContext, MemoryTransaction>({
      stripe: stripeOf(simulator),
      store,
      webhookSecrets: [WEBHOOK_SECRET],
      loadOrder: async ({ body }) => orders.get(String(body.order_id)) ?? null,
      scope: ({ user, tenant }) => ({
        ...(user === undefined ? {} : { principal: user }),
        ...(tenant === undefined ? {} : { tenant }),
      }),
      onPayment: {
        succeeded: hear("succeeded"),
        authorized: hear("authorized"),
        failed: hear("failed"),
        canceled: hear("canceled"),
        review: hear("review"),
        refunded: hear("refunded"),
        disputed: hear("disputed"),
      },
      clock,
      ids: countingIds(),
      logger: collectingLogger(log),
      ...options,
      ...more,
    });
  const another: Shop["another"] = (more = {}) =>
    holdToOpenapi(open(more), more.amountUnit ?? options.amountUnit);
  const payments = another();
  const shop: Shop = {
    simulator,
    clock,
    store,
    orders,
    payments,
    effects,
    log,
    another,
    post: (path, body, { key, context = CUSTOMER, to = payments, headers = {} } = {}) =>
      send(to, path, JSON.stringify(body), context, {
        "content-type": "application/json",
        ...(key === undefined ? {} : { "idempotency-key": key }),
        ...headers,
      }),
    deliver: () => simulator.webhooks.deliverDue(),
    receive: (event) => {
      const signed = simulator.webhooks.signed(event);
      return send(payments, "/webhook", signed.body, {}, lowerCase(signed.headers));
    },
  };
  return shop;
}

/** The real SDK, talking to the simulator without a network. */
export function stripeOf(simulator: Simulator, key = simulator.keys.secretKey): Stripe {
  return new Stripe(key, {
    httpClient: Stripe.createFetchHttpClient(simulator.fetch),
    telemetry: false,
  });
}

async function send(
  payments: Payments<ShopContext>,
  path: string,
  body: string,
  context: ShopContext,
  headers: Record<string, string>,
): Promise<Reply> {
  const response = await payments.http.handle({
    method: "POST",
    path,
    headers,
    body: { kind: "raw", bytes: new TextEncoder().encode(body) },
    context: () => context,
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(response.body) };
}

async function receiveFetch(shop: Shop, init: RequestInit | undefined): Promise<Response> {
  const headers = lowerCase(Object.fromEntries(new Headers(init?.headers)));
  const reply = await send(shop.payments, "/webhook", String(init?.body), {}, headers);
  return Response.json(reply.body, { status: reply.status });
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

let created = 0;

/** Ids that count, unique over all servers of a test file; jitter without chance. */
function countingIds(): Ids {
  return {
    paymentId: () => `pay_${String(++created).padStart(8, "0")}`,
    errorId: () => `err_${String(++created).padStart(8, "0")}`,
    fraction: () => 0.5,
  };
}

function collectingLogger(log: Shop["log"]): Logger {
  const at = (level: string) => (fields: object, message: string) => {
    log.push({ level, fields: { ...fields }, message });
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
