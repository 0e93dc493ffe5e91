import type { Caller } from "../api-types.ts";
import { findByParameter, findByPath } from "../find-owned.ts";
import type { PaymentMethodRecord } from "../objects.ts";
import { findCardByAlias } from "../test-cards.ts";
import type { World } from "../world.ts";
import { createFromAlias } from "./create.ts";

const NAMING = { noun: "PaymentMethod", param: "payment_method" };

/**
 * Finds the method that a parameter names. A `pm_card_…` name, in test mode only, makes a new one.
 *
 * @throws StripeFailure 400 when there is none.
 */
export function methodByParameter(world: World, caller: Caller, id: string): PaymentMethodRecord {
  return fromAlias(world, caller, id) ?? findByParameter(world.paymentMethods, caller, id, NAMING);
}

/** The same of a URL that is about to act on the method, with 404. */
export function methodByPath(world: World, caller: Caller, id: string): PaymentMethodRecord {
  return fromAlias(world, caller, id) ?? findByPath(world.paymentMethods, caller, id, NAMING);
}

/** @throws StripeFailure 404 when the URL names nothing. */
export function retrievePaymentMethod(world: World, caller: Caller, id: string) {
  return findByPath(world.paymentMethods, caller, id, NAMING).object;
}

function fromAlias(world: World, caller: Caller, id: string): PaymentMethodRecord | null {
  const alias = caller.account.livemode ? undefined : findCardByAlias(id);
  return alias ? createFromAlias(world, caller, alias) : null;
}
