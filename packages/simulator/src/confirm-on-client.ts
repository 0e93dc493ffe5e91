import type Stripe from "stripe";
import type { Engine } from "./engine/engine.ts";
import type { ErrorFields } from "./engine/stripe-failure.ts";

/** What a client-side confirmation came to. */
export type ClientConfirmation =
  | { readonly ok: true; readonly paymentIntent: Partial<Stripe.PaymentIntent> }
  | { readonly ok: false; readonly status: number; readonly error: ErrorFields };

export interface ClientConfirmationWish {
  clientSecret: string;
  /** A `pm_…` id or a `pm_card_…` name. */
  paymentMethod: string;
  returnUrl?: string;
}

/** Confirms as an app does, with the publishable key of the account that the PaymentIntent belongs to. */
export function confirmOnClient(
  engine: Engine,
  { clientSecret, paymentMethod, returnUrl }: ClientConfirmationWish,
): ClientConfirmation {
  const [id = ""] = clientSecret.split("_secret");
  const owner = engine.world.paymentIntents.get(id)?.account;
  const account = engine.world.accounts.find((candidate) => candidate.id === owner);
  const key = (account ?? engine.world.accounts[0])?.publishableKey ?? "";
  const { status, body } = engine.handle({
    method: "POST",
    path: `/v1/payment_intents/${encodeURIComponent(id)}/confirm`,
    query: "",
    headers: { authorization: `Bearer ${key}` },
    body: new URLSearchParams({
      client_secret: clientSecret,
      payment_method: paymentMethod,
      use_stripe_sdk: "true",
      ...(returnUrl !== undefined && { return_url: returnUrl }),
    }).toString(),
  });
  const answered = JSON.parse(body);
  return status === 200
    ? { ok: true, paymentIntent: answered }
    : { ok: false, status, error: answered.error };
}
