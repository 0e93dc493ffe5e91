import type { Engine } from "../engine.ts";
import type { Purchase } from "../orders/load-purchase.ts";
import type { JsonObject, Payment, PinnedRequest } from "../records/payment.ts";

/**
 * What the order says, in Stripe's parameters: what a PaymentIntent must carry when it is confirmed.
 *
 * @param paymentId Named in the metadata, so that the intent is known for ours.
 */
export function factsOf(
  { settings }: Engine,
  { order, amount, currency }: Pick<Purchase, "order" | "amount" | "currency">,
  paymentId: string,
): JsonObject {
  return withoutNothing({
    ...settings.extraParameters(order),
    amount,
    currency,
    ...(settings.captureMethod === "manual" ? { capture_method: "manual" } : {}),
    ...(order.customerId === undefined ? {} : { customer: order.customerId }),
    ...(order.description === undefined ? {} : { description: order.description }),
    ...(order.receiptEmail === undefined ? {} : { receipt_email: order.receiptEmail }),
    metadata: withoutNothing({
      ...order.metadata,
      installation: settings.installation,
      order_id: String(order.id),
      payment_id: paymentId,
    }),
  });
}

/** Stripe keeps no empty value: an empty text or null says the same as leaving it out. */
function withoutNothing(parameters: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).filter(([, value]) => value !== "" && value !== null),
  );
}

/** The same for a payment that exists: a purchase without a key is named after it. */
export function factsFor(
  engine: Engine,
  purchase: Pick<Purchase, "order" | "amount" | "currency">,
  { id, orderRef }: Payment,
): JsonObject {
  return factsOf(engine, { ...purchase, order: { ...purchase.order, id: orderRef } }, id);
}

/** The customer among the facts; null for a guest. */
export function customerOf(facts: JsonObject): string | null {
  return typeof facts.customer === "string" ? facts.customer : null;
}

/** What create will ask, pinned: an unconfirmed PaymentIntent that carries what the order says. */
export function createRequest(
  engine: Engine,
  facts: JsonObject,
  method: string | null,
): PinnedRequest {
  const { settings } = engine;
  return pin(engine, {
    ...facts,
    confirmation_method: settings.confirmationMethod,
    automatic_payment_methods: { enabled: true, allow_redirects: settings.allowRedirects },
    ...(method === null ? {} : { payment_method: method }),
  });
}

/**
 * What confirm will ask, pinned.
 *
 * @param method Named although it is on the intent: an unnamed confirm charges whatever lies there when it arrives. Null
 * only after an authentication, which naming the method again may reset.
 */
export function confirmRequest(engine: Engine, method: string | null): PinnedRequest {
  const { returnUrl } = engine.settings;
  return pin(engine, {
    use_stripe_sdk: true,
    ...(returnUrl === null ? {} : { return_url: returnUrl }),
    ...(method === null ? {} : { payment_method: method }),
  });
}

function pin(engine: Engine, parameters: JsonObject): PinnedRequest {
  const { apiVersion, account } = engine.gateway;
  return { parameters, apiVersion, account };
}
