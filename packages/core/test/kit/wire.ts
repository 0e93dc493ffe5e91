import type { Simulator } from "@chargeonce/simulator";
import Stripe from "stripe";

/** One request as it left for Stripe. */
export interface SentRequest {
  /** `POST /v1/payment_intents`. */
  readonly line: string;
  readonly idempotencyKey: string | null;
  readonly apiVersion: string | null;
  /** As it was sent, form-encoded. */
  readonly body: string;
}

/** The line between a server and Stripe: watched, cut, or answered on by somebody in between. */
export interface Wire {
  readonly sent: SentRequest[];
  stripe(options?: { apiVersion?: string; secretKey?: string }): Stripe;
  /** Called before each request goes out. */
  onSend: ((request: SentRequest) => void) | null;
  /** Somebody in between answers the next request whose line ends like this; Stripe never hears of it. */
  answer(ending: string, response: { status: number; body: unknown; headers?: object }): void;
  /** The next request whose line ends like this is late: the connection breaks, and it arrives when told to. */
  detain(ending: string): { arrive(): Promise<number> };
}

export function createWire(simulator: Simulator): Wire {
  const sent: SentRequest[] = [];
  const plans: { ending: string; serve: (go: () => Promise<Response>) => Promise<Response> }[] = [];

  const wire: Wire = {
    sent,
    onSend: null,
    stripe: ({ apiVersion, secretKey = simulator.keys.secretKey } = {}) =>
      new Stripe(secretKey, {
        httpClient: Stripe.createFetchHttpClient(pass),
        telemetry: false,
        // A deploy may bring any version; the SDK's type knows only its own.
        ...(apiVersion === undefined ? {} : { apiVersion: apiVersion as Stripe.LatestApiVersion }),
      }),
    answer(ending, { status, body, headers = {} }) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      plans.push({
        ending,
        serve: async () => new Response(text, { status, headers: { ...headers } }),
      });
    },
    detain(ending) {
      let arrive = async (): Promise<number> => {
        throw new Error(`Nothing was sent to ${ending} yet.`);
      };
      plans.push({
        ending,
        serve: async (go) => {
          arrive = async () => (await go()).status;
          throw new TypeError("fetch failed");
        },
      });
      return { arrive: () => arrive() };
    },
  };

  async function pass(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const url = new URL(String(input));
    const headers = new Headers(init?.headers);
    const request: SentRequest = {
      line: `${init?.method ?? "GET"} ${url.pathname}`,
      idempotencyKey: headers.get("idempotency-key"),
      apiVersion: headers.get("stripe-version"),
      body: String(init?.body ?? ""),
    };
    sent.push(request);
    wire.onSend?.(request);
    const { signal: _, ...lasting } = init ?? {};
    const index = plans.findIndex(({ ending }) => request.line.endsWith(ending));
    const [plan] = index === -1 ? [] : plans.splice(index, 1);
    // What arrives late arrives although its sender has given up.
    return plan === undefined
      ? simulator.fetch(url, init)
      : plan.serve(() => simulator.fetch(url, lasting));
  }
  return wire;
}
