import { createPayments, memoryStore, type Payments, PaymentsError } from "@chargeonce/core";
import { createSimulator, type Simulator } from "@chargeonce/simulator";
import Stripe from "stripe";

export interface Visitor {
  readonly user: string;
}

/** The library on the simulator, to be put behind an adapter. */
export interface PayingShop {
  readonly payments: Payments<Visitor>;
  readonly simulator: Simulator;
  /** Orders of which a verified webhook told that they are paid. */
  readonly paid: readonly string[];
  /** The delivery of `payment_intent.succeeded`, as Stripe would sign it; without a signature while nothing is paid. */
  successEvent(): { readonly body: string; readonly headers: Readonly<Record<string, string>> };
}

/** What Ada's app sends to pay her one order. */
export const ORDER = {
  amount: 1000,
  currency: "usd",
  order_id: "order_1",
  payment_method_id: "pm_card_visa",
};

/** Ada has one order, "order_1", of 1000 US cents. */
export function createPayingShop(): PayingShop {
  const simulator = createSimulator({
    seed: "adapter",
    webhookEndpoints: [{ url: "http://shop.invalid/payments/webhook" }],
  });
  const paid: string[] = [];
  const payments = createPayments({
    stripe: new Stripe(simulator.keys.secretKey, {
      httpClient: Stripe.createFetchHttpClient(simulator.fetch),
    }),
    store: memoryStore(),
    webhookSecrets: [simulator.webhooks.secret],
    loadOrder: async ({ body, context }: { body: object; context: Visitor }) =>
      "order_id" in body && body.order_id === "order_1" && context.user === "ada"
        ? { id: "order_1", amount: 1000, currency: "usd" }
        : null,
    scope: ({ user }) => ({ principal: user }),
    onPayment: { succeeded: () => undefined },
    onEvent: {
      "payment_intent.succeeded": ({ event }) => {
        paid.push(event.data.object.metadata.order_id ?? "");
      },
    },
  });
  return {
    payments,
    simulator,
    paid,
    successEvent() {
      const event = simulator.events.list().find(({ type }) => type === "payment_intent.succeeded");
      return event === undefined ? { body: "{}", headers: {} } : simulator.webhooks.signed(event);
    },
  };
}

/** @param user The header `x-user`. @throws PaymentsError `unauthorized` for a stranger. */
export function visitorOf(user: string | null | undefined): Visitor {
  if (!user) throw new PaymentsError("unauthorized", "Log in first.");
  return { user };
}
