import { type Bench, medians } from "../../../tools/bench/bench.ts";
import { createSimulator, type Simulator } from "../src/index.ts";
import { confirm, create, get, refund } from "./shared/pay.ts";

/** Enough for a page of a hundred of everything that is not asked for by a payment. */
const FEW = 250;
const START_MS = Date.UTC(2026, 10, 23);
const TURNS = 200;

/** What is asked for; `middle` is a payment with as many before it as after it. */
const PAGES: Readonly<Record<string, (middle: Middle) => string>> = {
  "the newest events": () => "/v1/events?limit=100",
  "events after a known one": ({ eventId }) => `/v1/events?limit=100&starting_after=${eventId}`,
  "events before a known one": ({ eventId }) => `/v1/events?limit=100&ending_before=${eventId}`,
  "events of some seconds": ({ created }) =>
    `/v1/events?limit=100&created[gte]=${created}&created[lte]=${created + 20}`,
  "payments after a known one": ({ paymentIntentId }) =>
    `/v1/payment_intents?limit=100&starting_after=${paymentIntentId}`,
  "a payment's charges": ({ paymentIntentId }) => `/v1/charges?payment_intent=${paymentIntentId}`,
  "a payment's refunds": ({ paymentIntentId }) => `/v1/refunds?payment_intent=${paymentIntentId}`,
  "a payment's disputes": ({ paymentIntentId }) => `/v1/disputes?payment_intent=${paymentIntentId}`,
};

interface Middle {
  readonly paymentIntentId: string;
  readonly eventId: string;
  /** Unix seconds. */
  readonly created: number;
}

/** Whether a page costs what is on it, whatever else is stored. */
export const bench: Bench = {
  title: "Pages of a simulator that has seen many payments, beside one that has not",
  size: 10_000,
  async run(size) {
    const full = payOften(size);
    const small = payOften(Math.min(size, FEW));
    const figures = [];
    for (const [name, pathOf] of Object.entries(PAGES)) {
      const times = await medians(
        [
          { name: "full", run: () => get(full.simulator, pathOf(full.middle)) },
          { name: "small", run: () => get(small.simulator, pathOf(small.middle)) },
        ],
        TURNS,
      );
      const [whenFull = Number.NaN, whenSmall = Number.NaN] = times.values();
      figures.push(
        { name: `${name}, median`, value: whenFull, unit: "ms" },
        { name: `${name}, full to small`, value: whenFull / whenSmall, unit: "×", below: 3 },
      );
    }
    return figures;
  },
};

/** One payment a second; every fifth is refunded and every other fifth disputed, the one in the middle both. */
function payOften(count: number): { simulator: Simulator; middle: Middle } {
  let nowMs = START_MS;
  const simulator = createSimulator({ seed: 1, now: () => nowMs });
  const half = Math.floor(count / 2);
  let middle = { paymentIntentId: "", eventId: "", created: 0 };
  for (let n = 0; n < count; n += 1) {
    const paymentIntentId = create(simulator, `order-${n}`);
    confirm(simulator, paymentIntentId);
    if (n === half || n % 5 === 1) refund(simulator, paymentIntentId);
    if (n === half || n % 5 === 2) simulator.dispute(paymentIntentId, { amount: 1 });
    if (n === half) {
      const [event] = JSON.parse(get(simulator, "/v1/events?limit=1")).data;
      middle = { paymentIntentId, eventId: event.id, created: event.created };
    }
    nowMs += 1_000;
  }
  return { simulator, middle };
}
