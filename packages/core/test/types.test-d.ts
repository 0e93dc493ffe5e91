// Laws of the types. `pnpm typecheck` checks them: a call that should not compile and does is an error there.
import {
  createPayments,
  HTTP_STATUS,
  type HttpFace,
  isPaymentsError,
  type LoadOrderInput,
  type MemoryTransaction,
  memoryStore,
  type NextStep,
  type Payment,
  type Payments,
  PaymentsError,
  type PaymentsErrorCode,
  type StripeEventType,
  type SucceededAnswer,
} from "@chargeonce/core";
import Stripe from "stripe";
import { expectTypeOf, test } from "vitest";

interface Visitor {
  readonly userId: string;
}

const shop = {
  stripe: new Stripe("sk_test_types"),
  store: memoryStore(),
  webhookSecrets: ["whsec_types"],
  loadOrder: async () => ({ id: "order_1", amount: 1050, currency: "usd" }),
  onPayment: { succeeded: () => undefined },
};

test("a handler of Stripe's events hears the object that belongs to the event's name", () => {
  createPayments({
    ...shop,
    onEvent: {
      "charge.dispute.created": ({ event, tx }) => {
        expectTypeOf(event.type).toEqualTypeOf<"charge.dispute.created">();
        expectTypeOf(event.data.object).toEqualTypeOf<Stripe.Dispute>();
        expectTypeOf(tx).toEqualTypeOf<MemoryTransaction>();
      },
      "customer.created": async ({ event }) => {
        expectTypeOf(event.data.object).toEqualTypeOf<Stripe.Customer>();
      },
    },
  });
});

test("an event that Stripe does not have cannot be handled", () => {
  expectTypeOf<"payment_intent.succeeded">().toExtend<StripeEventType>();
  expectTypeOf<"payment_intent.suceeded">().not.toExtend<StripeEventType>();
  createPayments({
    ...shop,
    onEvent: {
      // @ts-expect-error a letter is missing
      "payment_intent.suceeded": async () => undefined,
    },
  });
});

test("a handler of one event does not take another event's object", () => {
  const onDispute = async ({ event }: { event: { data: { object: Stripe.Dispute } } }) => {
    expectTypeOf(event.data.object.evidence).not.toBeAny();
  };
  createPayments({ ...shop, onEvent: { "charge.dispute.closed": onDispute } });
  // @ts-expect-error a customer is no dispute
  createPayments({ ...shop, onEvent: { "customer.created": onDispute } });
});

test("the context is written once, at one parameter, and known everywhere", () => {
  const payments = createPayments({
    ...shop,
    scope: ({ userId }: Visitor) => ({ principal: userId }),
    loadOrder: async ({ body, context, operation }) => {
      expectTypeOf(body).toEqualTypeOf<Readonly<Record<string, unknown>>>();
      expectTypeOf(context).toEqualTypeOf<Visitor>();
      expectTypeOf(operation).toEqualTypeOf<"process" | "confirm">();
      return null;
    },
  });
  expectTypeOf(payments).toEqualTypeOf<Payments<Visitor>>();
  expectTypeOf(payments.http).toEqualTypeOf<HttpFace<Visitor>>();
  // @ts-expect-error nobody asks
  payments.process({}, { context: {} }).catch(() => undefined);
});

test("without scope, loadOrder says what the context is", () => {
  const payments = createPayments({
    ...shop,
    loadOrder: async ({ context }: LoadOrderInput<Visitor>) => ({
      id: context.userId,
      amount: 1,
      currency: "usd",
    }),
  });
  expectTypeOf(payments).toEqualTypeOf<Payments<Visitor>>();
});

test("loadOrder answers an order, null, undefined or client-amount, and nothing else", () => {
  createPayments({ ...shop, loadOrder: async () => null });
  createPayments({ ...shop, loadOrder: async () => undefined });
  createPayments({ ...shop, loadOrder: async () => "client-amount" });
  // @ts-expect-error an order has a currency
  createPayments({ ...shop, loadOrder: async () => ({ id: "order_1", amount: 1050 }) });
  // @ts-expect-error an amount is a number of minor units
  createPayments({ ...shop, loadOrder: async () => ({ ...order, amount: "10.50" }) });
});
const order = { id: "order_1", amount: 1050, currency: "usd" };

test("succeeded may say nothing, or review, and nothing else", () => {
  const paid = new Set<string>();
  const keep = ({ payment }: { payment: Payment }): void => void paid.add(payment.id);
  createPayments({ ...shop, onPayment: { succeeded: keep } });
  createPayments({ ...shop, onPayment: { succeeded: async (input) => keep(input) } });
  createPayments({ ...shop, onPayment: { succeeded: () => undefined } });
  createPayments({ ...shop, onPayment: { succeeded: () => "review" } });
  createPayments({ ...shop, onPayment: { succeeded: async () => "review" } });
  createPayments({ ...shop, onPayment: { succeeded: async () => undefined } });
  createPayments({
    ...shop,
    onPayment: {
      succeeded: async ({ payment, tx }) => {
        expectTypeOf(tx).toEqualTypeOf<MemoryTransaction>();
        if (payment.amount !== order.amount) return "review";
        return undefined;
      },
    },
  });
  const decide = async (input: { payment: Payment }): Promise<SucceededAnswer> => keep(input);
  createPayments({ ...shop, onPayment: { succeeded: decide } });
  createPayments({
    ...shop,
    onPayment: {
      succeeded: async ({ payment, tx }) => {
        expectTypeOf(tx).toEqualTypeOf<MemoryTransaction>();
        return payment.amount === order.amount ? undefined : "review";
      },
    },
  });
  // @ts-expect-error a misspelt answer would be taken for none
  createPayments({ ...shop, onPayment: { succeeded: () => "reviews" } });
  // @ts-expect-error nor as a promise
  createPayments({ ...shop, onPayment: { succeeded: async () => "reviews" } });
  createPayments({
    ...shop,
    onPayment: {
      // @ts-expect-error nor on one of two ways
      succeeded: async ({ payment }) => (payment.amount === 1 ? "reviews" : "review"),
    },
  });
  // @ts-expect-error it hears of the payment, not of its id
  createPayments({ ...shop, onPayment: { succeeded: (id: string) => void id } });
  // @ts-expect-error only succeeded may ask for a review
  createPayments({ ...shop, onPayment: { failed: () => "review" } });
});

test("what this library owns of a PaymentIntent cannot be set beside it", () => {
  createPayments({ ...shop, paymentIntentParams: () => ({ setup_future_usage: "off_session" }) });
  // @ts-expect-error the amount is the order's
  createPayments({ ...shop, paymentIntentParams: () => ({ amount: 1 }) });
});

test("the codes of errors are a closed union, the same that have a status", () => {
  expectTypeOf<keyof typeof HTTP_STATUS>().toEqualTypeOf<PaymentsErrorCode>();
  expectTypeOf<string>().not.toExtend<PaymentsErrorCode>();
  // @ts-expect-error no such code
  new PaymentsError("card_refused", "No.");
});

test("isPaymentsError tells what was caught", () => {
  const caught: unknown = null;
  if (isPaymentsError(caught)) {
    expectTypeOf(caught).toEqualTypeOf<PaymentsError>();
    expectTypeOf(caught.code).toEqualTypeOf<PaymentsErrorCode>();
    expectTypeOf(caught.retryable).toEqualTypeOf<boolean>();
    // @ts-expect-error a code that does not exist is no case
    if (caught.code === "card_refused") throw caught;
  }
});

test("a switch that names every next step needs no default", () => {
  const tellPayer = (step: NextStep): string => {
    switch (step) {
      case "confirm_on_client":
      case "confirm_on_server":
        return "Paying…";
      case "handle_next_action":
        return "Your bank asks.";
      case "new_payment_method":
        return "Try another card.";
      case "wait":
        return "One moment.";
      case "none":
        return "Done.";
      case "start_over":
        return "Begin again.";
    }
  };
  expectTypeOf(tellPayer).returns.toBeString();
});

test("a record over every code of an error misses none and has no other", () => {
  type Messages = Readonly<Record<PaymentsErrorCode, number>>;
  expectTypeOf(HTTP_STATUS).toExtend<Messages>();
  // @ts-expect-error every code is asked for
  const few: Messages = { card_declined: 1 };
  // @ts-expect-error a code that does not exist is refused
  const more: Messages = { ...HTTP_STATUS, card_refused: 1 };
  expectTypeOf([few, more]).toEqualTypeOf<Messages[]>();
});
