import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { PaymentMethodRecord, SetupIntentRecord } from "../objects.ts";
import { openChallenge } from "../open-challenge.ts";
import { lookupFails, needsAuthentication } from "../payment-intents/decide-attempt.ts";
import { refusalToSave } from "../payment-methods/check-attachable.ts";
import { keepMethod } from "../payment-methods/keep.ts";
import type { StripeFailure } from "../stripe-failure.ts";
import { GENERIC_DECLINE } from "../test-cards.ts";
import type { World } from "../world.ts";
import { declineSetup } from "./fail-setup.ts";

export interface SetupAttempt {
  readonly method: PaymentMethodRecord;
  readonly authenticated: boolean;
  readonly useStripeSdk: boolean;
  readonly returnUrl: string | null;
  /** Absent when the attempt goes on after the customer authenticated. */
  readonly caller?: Caller | undefined;
}

/**
 * Tries to save a card. Changes the SetupIntent and the method, records the events.
 *
 * @returns The 402 that a confirming request answers with, or null when nothing failed.
 */
export function performSetup(
  world: World,
  record: SetupIntentRecord,
  attempt: SetupAttempt,
): StripeFailure | null {
  const { object, account } = record;
  const { method, authenticated, caller } = attempt;
  object.payment_method = method.object.id;
  object.next_action = null;
  object.last_setup_error = null;
  record.challenge = null;
  if (!authenticated) object.latest_attempt = world.ids.fresh("setatt");

  const facts = {
    card: method.card,
    authenticated,
    setUp: method.setUpOffSession,
    // Who saves a card is there to authenticate, whatever it is saved for.
    offSession: false,
    requestThreeDSecure: object.payment_method_options?.card?.request_three_d_secure,
  };
  const refusal = lookupFails(facts) ? GENERIC_DECLINE : refusalToSave(method);
  if (refusal) return declineSetup(world, record, { method, decline: refusal, caller });
  if (needsAuthentication(facts)) {
    object.next_action = openChallenge(world, record, attempt);
    object.status = "requires_action";
    emit(world, { account, type: "setup_intent.requires_action", object, caller });
    return null;
  }
  const { customer, usage } = object;
  keepMethod(world, method, { customer, usage, caller });
  object.status = "succeeded";
  emit(world, { account, type: "setup_intent.succeeded", object, caller });
  return null;
}
