import type Stripe from "stripe";
import type * as z from "zod";
import { emptyable, hash, text } from "./parameters.ts";

export const address = hash({
  city: emptyable(text).optional(),
  country: emptyable(text).optional(),
  line1: emptyable(text).optional(),
  line2: emptyable(text).optional(),
  postal_code: emptyable(text).optional(),
  state: emptyable(text).optional(),
});

export function renderAddress(sent: z.output<typeof address> | null | undefined): Stripe.Address {
  return {
    city: sent?.city ?? null,
    country: sent?.country ?? null,
    line1: sent?.line1 ?? null,
    line2: sent?.line2 ?? null,
    postal_code: sent?.postal_code ?? null,
    state: sent?.state ?? null,
  };
}
