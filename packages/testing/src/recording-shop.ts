import {
  createPayments,
  type HttpFace,
  type HttpRequest,
  type HttpResponse,
  type Logger,
  memoryStore,
  PaymentsError,
} from "@chargeonce/core";
import type Stripe from "stripe";
import { createFakeClock } from "./fake-clock.ts";
import { paymentIntent } from "./payment-intents.ts";
import { type SignedDelivery, signedBody } from "./sign-event.ts";

/** Who asks, as the laws' shop knows it. */
export interface Visitor {
  readonly name: string;
}

/** A real core with the memory store, behind an adapter, that keeps what it was handed and what it answered. */
export interface RecordingShop {
  readonly http: HttpFace<Visitor>;
  /** In the order of their coming. */
  readonly requests: readonly HttpRequest<Visitor>[];
  readonly responses: readonly HttpResponse[];
  /** Headers that `context` was asked with. */
  readonly askedFor: readonly (string | null | undefined)[];
  readonly visitor: (header: string | null | undefined) => Visitor;
  /** Resolves with the n-th request, from 0, once it is there. */
  request(n: number): Promise<HttpRequest<Visitor>>;
  /** A webhook's body, signed with the shop's secret. */
  signed(body: string): SignedDelivery;
}

const SECRET = "whsec_laws";
const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Ada's order "order_1" of 10.50 USD can be paid; every other order is refused, by name. */
export function createRecordingShop(): RecordingShop {
  const clock = createFakeClock();
  const payments = createPayments<Visitor>({
    stripe: stripeStandIn(),
    livemode: false,
    store: memoryStore(),
    webhookSecrets: [SECRET],
    scope: ({ name }) => ({ principal: name }),
    onPayment: { succeeded: () => undefined },
    loadOrder: async ({ body, context }) => {
      if (body.order_id === "order_1" && context.name === "ada") {
        return { id: "order_1", amount: 1050, currency: "usd" };
      }
      if (body.order_id === "unknown") return null;
      if (body.order_id === "later") {
        throw new PaymentsError("store_unavailable", "Later.", { retryAfterSeconds: 7 });
      }
      throw new PaymentsError(
        "forbidden",
        `Order ${String(body.order_id)} is not ${context.name}'s · Zoë 残高 🙈`,
      );
    },
    clock,
    logger: SILENT,
  });
  const requests: HttpRequest<Visitor>[] = [];
  const responses: HttpResponse[] = [];
  const askedFor: (string | null | undefined)[] = [];
  const waiting: (() => void)[] = [];
  return {
    requests,
    responses,
    askedFor,
    http: {
      match: (path) => payments.http.match(path),
      async handle(request) {
        requests.push(request);
        for (const look of waiting.splice(0)) look();
        const response = await payments.http.handle(request);
        responses.push(response);
        return response;
      },
    },
    visitor: (header) => {
      askedFor.push(header);
      if (!header) throw new PaymentsError("unauthorized", "Log in first.");
      return { name: header };
    },
    async request(n) {
      for (;;) {
        const found = requests[n];
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    signed: (body) => signedBody({ body, secret: SECRET, now: clock.now() }),
  };
}

/** As much of Stripe's SDK as a `process` without a payment method uses. */
function stripeStandIn(): Stripe {
  let created: Stripe.PaymentIntentCreateParams = { amount: 1050, currency: "usd" };
  const answer = async () => {
    const { amount, currency, metadata } = created;
    return {
      ...paymentIntent({ amount, currency, metadata: textOf(metadata) }),
      lastResponse: { headers: {} },
    };
  };
  const standIn = {
    getApiField: (name: string) => (name === "version" ? "2026-10-28.endive" : undefined),
    paymentIntents: {
      create: (params: Stripe.PaymentIntentCreateParams) => {
        created = params;
        return answer();
      },
      retrieve: answer,
    },
  };
  return standIn as unknown as Stripe; // the core asks it for nothing but what stands above
}

function textOf(metadata: Stripe.PaymentIntentCreateParams["metadata"]): Stripe.Metadata {
  return Object.fromEntries(
    Object.entries(metadata || {}).map(([name, value]) => [name, `${value}`]),
  );
}
