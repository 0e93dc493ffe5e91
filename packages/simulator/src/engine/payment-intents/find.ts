import type { Caller } from "../api-types.ts";
import { findOwned, noSuch } from "../find-owned.ts";
import type { PaymentIntentRecord } from "../objects.ts";
import { invalidRequest } from "../stripe-failure.ts";
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
  if (id.includes("_secret_")) {
    throw invalidRequest(
      "You passed a string that looks like a client secret as the PaymentIntent ID, but you must provide a valid PaymentIntent ID. Please use the value in the `id` field of the PaymentIntent.",
      { param: "intent", status: 404 },
    );
  }
  if (caller.key === "publishable" && clientSecret === undefined) {
    throw invalidRequest("Missing required param: client_secret.", {
      code: "parameter_missing",
      param: "client_secret",
    });
  }
  const record = findOwned(world.paymentIntents, caller, id);
  const secretFits = clientSecret === undefined || clientSecret === record?.object.client_secret;
  if (record && secretFits) return record;
  throw noSuch(id, { noun: "payment_intent", param: "intent" }, 404);
}
