import type { Caller } from "../api-types.ts";
import { findByClientSecret } from "../find-owned.ts";
import type { SetupIntentRecord } from "../objects.ts";
import type { World } from "../world.ts";

/**
 * Finds the SetupIntent that a URL names. A publishable key has to show the client secret as well.
 *
 * @throws StripeFailure 404 when there is none for this caller.
 */
export function findSetupIntent(
  world: World,
  caller: Caller,
  id: string,
  clientSecret: string | undefined,
): SetupIntentRecord {
  return findByClientSecret(world.setupIntents, caller, {
    id,
    clientSecret,
    intent: "SetupIntent",
    noun: "setupintent",
  });
}
