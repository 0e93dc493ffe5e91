import type { Caller } from "../api-types.ts";
import { findByParameter, findByPath } from "../find-owned.ts";
import type { PaymentMethodRecord } from "../objects.ts";
import { invalidRequest } from "../stripe-failure.ts";
import { findCardByAlias } from "../test-cards.ts";
import type { World } from "../world.ts";
import { createFromAlias } from "./create.ts";

const NAMING = { noun: "PaymentMethod", param: "payment_method" };

/**
 * Finds the method that a parameter names. A `pm_card_…` name, in test mode only, makes a new one.
 *
 * @throws StripeFailure 400 when there is none, or when it was used up by an earlier payment without a customer.
 */
export function usePaymentMethod(world: World, caller: Caller, id: string): PaymentMethodRecord {
  const alias = caller.account.livemode ? undefined : findCardByAlias(id);
  if (alias) return createFromAlias(world, caller, alias);
  const record = findByParameter(world.paymentMethods, caller, id, NAMING);
  if (record.consumed) {
    throw invalidRequest(
      "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.",
    );
  }
  return record;
}

/** @throws StripeFailure 404 when the URL names nothing. */
export function retrievePaymentMethod(world: World, caller: Caller, id: string) {
  return findByPath(world.paymentMethods, caller, id, NAMING).object;
}
