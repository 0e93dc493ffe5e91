import type Stripe from "stripe";
import { renderAddress } from "../address.ts";
import type { CreateParameters } from "./parameters.ts";

export function renderShipping(
  sent: CreateParameters["shipping"] | null,
): Stripe.PaymentIntent["shipping"] {
  if (!sent) return null;
  return {
    address: renderAddress(sent.address),
    carrier: sent.carrier ?? null,
    name: sent.name,
    phone: sent.phone ?? null,
    tracking_number: sent.tracking_number ?? null,
  };
}
