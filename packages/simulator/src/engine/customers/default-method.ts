import type { Caller } from "../api-types.ts";
import { findOwned } from "../find-owned.ts";
import type { PaymentMethodRecord } from "../objects.ts";
import { invalidRequest } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { isLive } from "./find.ts";

/**
 * Checks that a method may become the customer's default.
 *
 * @returns Its id.
 * @throws StripeFailure 400 when it is not attached to this customer.
 */
export function defaultMethod(
  world: World,
  caller: Caller,
  { customer, method }: { customer: string; method: string },
): string {
  const record = findOwned(world.paymentMethods, caller, method);
  if (record?.object.customer === customer) return method;
  throw invalidRequest(
    `The customer does not have a payment method with the ID ${method}. The payment method must be attached to the customer.`,
    { code: "resource_missing", param: "invoice_settings[default_payment_method]" },
  );
}

/** What a customer pays with when nothing else is named; null when there is no such thing. */
export function defaultMethodOf(world: World, customer: string | null): PaymentMethodRecord | null {
  const record = world.customers.get(customer ?? "");
  if (!record || !isLive(record)) return null;
  const method = record.object.invoice_settings.default_payment_method;
  return world.paymentMethods.get(method ?? "") ?? null;
}
