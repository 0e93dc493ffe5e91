import type { Caller } from "../api-types.ts";
import type { PaymentMethodRecord } from "../objects.ts";
import { invalidRequest } from "../stripe-failure.ts";
import { findCardByAlias } from "../test-cards.ts";
import type { World } from "../world.ts";
import { createFromAlias } from "./create.ts";

/**
 * Finds the method that a parameter names. A `pm_card_…` name, in test mode only, makes a new one.
 *
 * @throws StripeFailure 400 when there is none, or when it was used up by an earlier payment without a customer.
 */
export function usePaymentMethod(world: World, caller: Caller, id: string): PaymentMethodRecord {
  const alias = caller.account.livemode ? undefined : findCardByAlias(id);
  if (alias) return createFromAlias(world, caller, alias);
  const record = ownPaymentMethod(world, caller, id);
  if (!record) {
    throw invalidRequest(`No such PaymentMethod: '${id}'`, {
      code: "resource_missing",
      param: "payment_method",
    });
  }
  if (record.consumed) {
    throw invalidRequest(
      "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.",
    );
  }
  return record;
}

/** @throws StripeFailure 404 when the URL names nothing. */
export function retrievePaymentMethod(world: World, caller: Caller, id: string) {
  const record = ownPaymentMethod(world, caller, id);
  if (record) return record.object;
  throw invalidRequest(`No such PaymentMethod: '${id}'`, {
    code: "resource_missing",
    param: "payment_method",
    status: 404,
  });
}

function ownPaymentMethod(world: World, caller: Caller, id: string): PaymentMethodRecord | null {
  const record = world.paymentMethods.get(id);
  return record?.account === caller.account.id ? record : null;
}
