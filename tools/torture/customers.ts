import { setTimeout as sleep } from "node:timers/promises";
import type { Simulator } from "@chargeonce/simulator";
import { orderOf, type ShopOrder } from "./orders.ts";
import { pick, type Random } from "./random.ts";

/** What a customer's app saw last: a status, an error's code, or `gone` when it stopped asking. */
export interface Told {
  readonly order: ShopOrder;
  readonly persona: string;
  readonly answers: readonly string[];
}

export interface Market {
  readonly simulator: Simulator;
  readonly random: Random;
  /** Some server's URL, as a load balancer would choose; null while none runs. */
  readonly findServer: () => string | null;
}

const PAUSE_MS = 100;
const TIMEOUT_MS = 8_000;
/** With the pauses, several minutes: longer than any outage here. */
const MOST_TRIES = 600;

const GOOD = "pm_card_visa";
const DECLINED = "pm_card_visa_chargeDeclined";
const SECURED = "pm_card_threeDSecure2Required";

/** Ways to pay, or not to. A device is one app with its own keys. */
const PERSONAS: Readonly<Record<string, (customer: Customer) => Promise<string[]>>> = {
  pays: async (customer) => [await payOn(customer.device("phone"), [GOOD])],
  "authenticates, then pays": async (customer) => [
    await payOn(customer.device("phone"), [SECURED]),
  ],
  "is declined, then pays": async (customer) => [
    await payOn(customer.device("phone"), [DECLINED, GOOD]),
  ],
  "is declined and gives up": async (customer) => [
    await payOn(customer.device("phone"), [DECLINED]),
  ],
  "fails to authenticate, then pays": async (customer) => [
    await payOn(customer.device("phone"), [SECURED, GOOD], "fail"),
  ],
  "pays in two tabs": (customer) =>
    Promise.all([
      payOn(customer.device("tab-1"), [GOOD]),
      payOn(customer.device("tab-2"), [SECURED, GOOD]),
    ]),
  "taps twice": (customer) => {
    const phone = customer.device("phone");
    return Promise.all([payOn(phone, [GOOD]), payOn(phone, [GOOD])]);
  },
  "leaves before confirming": async (customer) => {
    await process_(customer.device("phone"), GOOD);
    return ["gone"];
  },
  "leaves at the bank": async (customer) => {
    const phone = customer.device("phone");
    const begun = await process_(phone, SECURED);
    if (begun.secret !== null) await confirm(phone, begun.secret, SECURED);
    return ["gone"];
  },
  "pays while the shop cancels": async (customer) => {
    const { market, order } = customer;
    const [told] = await Promise.all([
      payOn(customer.device("phone"), [GOOD]),
      send(market, { path: `/cancel/${order.id}`, body: {}, key: `${order.id}-cancel` }),
    ]);
    return [told];
  },
  "confirms in the app": async (customer) => {
    const phone = customer.device("phone");
    const begun = await process_(phone, null);
    if (begun.secret === null) return [begun.code];
    customer.market.simulator.confirmOnClient(begun.secret, { paymentMethod: GOOD });
    return [(await confirm(phone, begun.secret, null)).code];
  },
  "confirms in the app and closes it": async (customer) => {
    const begun = await process_(customer.device("phone"), null);
    if (begun.secret !== null) {
      customer.market.simulator.confirmOnClient(begun.secret, { paymentMethod: GOOD });
    }
    return ["gone"];
  },
};

interface Customer {
  readonly market: Market;
  readonly order: ShopOrder;
  device(name: string): Device;
}

/** Sends requests; each tap has a key, kept however often the tap is sent. */
interface Device {
  readonly customer: Customer;
  tap(path: string, body: object): Promise<Reply>;
}

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A customer of the n-th order, from the first tap to the last answer. */
export async function shopFor(market: Market, n: number): Promise<Told> {
  const order = orderOf(n);
  const persona = pick(market.random, Object.keys(PERSONAS));
  const customer: Customer = {
    market,
    order,
    device(name) {
      let taps = 0;
      return {
        customer,
        tap(path, body) {
          taps += 1;
          return send(market, { path, body, key: `${order.id}-${name}-${taps}` });
        },
      };
    },
  };
  const answers = await (PERSONAS[persona]?.(customer) ?? []);
  return { order, persona, answers };
}

async function process_(device: Device, card: string | null) {
  const { id, amount, currency } = device.customer.order;
  const { body } = await device.tap("/payments/process", {
    order_id: id,
    amount,
    currency,
    ...(card !== null && { payment_method_id: card }),
  });
  return {
    code: codeOf(body),
    secret: typeof body.client_secret === "string" ? body.client_secret : null,
  };
}

async function confirm(device: Device, secret: string, card: string | null) {
  const { status, body } = await device.tap("/payments/confirm", {
    payment_intent_client_secret: secret,
    ...(card !== null && { payment_method_id: card }),
  });
  return { status, code: codeOf(body) };
}

/** Processes, then confirms with one card after the other until one is good. */
async function payOn(
  device: Device,
  cards: readonly string[],
  atTheBank: "complete" | "fail" = "complete",
): Promise<string> {
  const [first = GOOD, ...others] = cards;
  const begun = await process_(device, first);
  if (begun.secret === null) return begun.code;
  let answer = await confirm(device, begun.secret, first);
  for (;;) {
    if (answer.code === "requires_action") {
      authenticate(device.customer.market.simulator, begun.secret, atTheBank);
      answer = await confirm(device, begun.secret, null);
      continue;
    }
    const next = answer.status === 402 ? others.shift() : undefined;
    if (next === undefined) return answer.code;
    answer = await confirm(device, begun.secret, next);
  }
}

/** 3-D Secure ends at the bank, unless it has ended already. */
function authenticate(simulator: Simulator, secret: string, outcome: "complete" | "fail"): void {
  const [paymentIntentId = ""] = secret.split("_secret_");
  const [intent] = simulator.ledger.paymentIntents({ paymentIntentId });
  if (intent?.status === "requires_action") simulator.authenticate(paymentIntentId, outcome);
}

const codeOf = (body: Reply["body"]): string => {
  const error = body.error;
  if (typeof error === "object" && error !== null && "code" in error) return String(error.code);
  return String(body.status);
};

/** Sends until there is an answer that another try would not better, to whichever server is there. */
async function send(
  { findServer, random }: Market,
  { path, body, key }: { path: string; body: object; key: string },
): Promise<Reply> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const server = findServer();
    const reply = server === null ? null : await post(`${server}${path}`, body, key);
    if (reply !== null && !isRetryable(reply)) return reply;
    await sleep(PAUSE_MS * (0.5 + random()));
  }
  throw new Error(`${key} had no final answer in ${MOST_TRIES} tries.`);
}

function isRetryable({ body: { error } }: Reply): boolean {
  return (
    typeof error === "object" && error !== null && "retryable" in error && error.retryable === true
  );
}

/** @returns null when the connection broke, or what came was no answer of ours. */
async function post(url: string, body: object, key: string): Promise<Reply | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // Every answer of ours is a JSON object; what a dying server leaves of one is no JSON.
    return { status: response.status, body: (await response.json()) as Reply["body"] };
  } catch {
    return null;
  }
}
