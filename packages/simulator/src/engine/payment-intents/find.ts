import type { Caller } from "../api-types.ts";
import { findByClientSecret } from "../find-owned.ts";
import type { PaymentIntentRecord } from "../objects.ts";
import type { World } from "../world.ts";

/**
 * Finds the PaymentIntent that a URL names. A publishable key has to show the client secret as well.
 *
 * @throws StripeFailure 404 when there is none for this caller.
 */
export function findPaymentIntent(
  world: World,
  caller: Caller,
  id: string,
  clientSecret: string | undefined,
): PaymentIntentRecord {
  return findByClientSecret(world.paymentIntents, caller, {
    id,
    clientSecret,
    intent: "PaymentIntent",
    noun: "payment_intent",
  });
}
