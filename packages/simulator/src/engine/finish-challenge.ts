import type {
  FlatPaymentIntent,
  FlatSetupIntent,
  PaymentIntentRecord,
  SetupIntentRecord,
} from "./objects.ts";
import { type AuthenticationOutcome, authenticate } from "./payment-intents/authenticate.ts";
import { authenticateSetup } from "./setup-intents/authenticate.ts";
import type { World } from "./world.ts";

/** What a customer can be asked to authenticate for. */
export type IntentRecord = PaymentIntentRecord | SetupIntentRecord;

/** The PaymentIntent or SetupIntent of this id, whoever's it is; null when there is none. */
export function findIntent(world: World, id: string): IntentRecord | null {
  return world.paymentIntents.get(id) ?? world.setupIntents.get(id) ?? null;
}

export function isSetup(record: IntentRecord): record is SetupIntentRecord {
  return record.object.object === "setup_intent";
}

/**
 * The customer finishes 3-D Secure.
 *
 * @returns What was authenticated, or null when it waits for no authentication.
 */
export function finishChallenge(
  world: World,
  record: IntentRecord,
  outcome: AuthenticationOutcome,
): FlatPaymentIntent | FlatSetupIntent | null {
  return isSetup(record)
    ? authenticateSetup(world, record, outcome)
    : authenticate(world, record, outcome);
}
