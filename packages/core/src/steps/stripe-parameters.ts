import type { Engine } from "../engine.ts";
import type { JsonObject, PinnedRequest } from "../payment.ts";
import type { Purchase } from "./load-purchase.ts";

/** What create will ask, pinned: an unconfirmed PaymentIntent whose metadata names our payment. */
export function createRequest(
  engine: Engine,
  purchase: Purchase,
  paymentId: string,
  method: string | null,
): PinnedRequest {
  const { settings } = engine;
  const { order } = purchase;
  return pin(engine, {
    ...settings.extraParameters(order),
    amount: purchase.amount,
    currency: purchase.currency,
    confirmation_method: settings.confirmationMethod,
    ...(settings.captureMethod === "manual" ? { capture_method: "manual" } : {}),
    automatic_payment_methods: { enabled: true, allow_redirects: settings.allowRedirects },
    ...(method === null ? {} : { payment_method: method }),
    ...(order.customerId === undefined ? {} : { customer: order.customerId }),
    ...(order.description === undefined ? {} : { description: order.description }),
    ...(order.receiptEmail === undefined ? {} : { receipt_email: order.receiptEmail }),
    metadata: {
      ...order.metadata,
      ...(settings.installation === "" ? {} : { installation: settings.installation }),
      order_id: String(order.id),
      payment_id: paymentId,
    },
  });
}

/**
 * What confirm will ask, pinned.
 *
 * @param method Only when it differs from the one on the intent: naming it again may reset a finished authentication.
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
