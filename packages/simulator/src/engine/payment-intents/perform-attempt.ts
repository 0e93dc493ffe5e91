import type { Caller } from "../api-types.ts";
import { chargeFails, chargeSucceeds } from "../charges/charge.ts";
import { followCapture } from "../charges/follow-capture.ts";
import { releaseHold } from "../charges/release-hold.ts";
import { emit } from "../events/emit.ts";
import type { PaymentIntentRecord, PaymentMethodRecord } from "../objects.ts";
import { keepMethod } from "../payment-methods/keep.ts";
import type { StripeFailure } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { decideAttempt } from "./decide-attempt.ts";
import { failAttempt } from "./fail-attempt.ts";
import { startChallenge } from "./start-challenge.ts";

/** Stripe cancels an authorised payment that nobody captured. */
const AUTHORIZATION_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

export interface Attempt {
  readonly method: PaymentMethodRecord;
  readonly authenticated: boolean;
  readonly offSession: boolean;
  readonly errorOnRequiresAction: boolean;
  readonly useStripeSdk: boolean;
  readonly returnUrl: string | null;
  /** Absent when the attempt goes on after the customer authenticated. */
  readonly caller?: Caller | undefined;
}

/**
 * Tries to pay. Changes the PaymentIntent, makes the charge, records the events.
 *
 * @returns The 402 that a confirming request answers with, or null when nothing failed.
 */
export function performAttempt(
  world: World,
  record: PaymentIntentRecord,
  attempt: Attempt,
): StripeFailure | null {
  const { object } = record;
  const { method, caller } = attempt;
  object.payment_method = method.object.id;
  object.next_action = null;
  object.last_payment_error = null;
  record.challenge = null;
  record.authenticatedMethod = null;

  const decision = decideAttempt({
    card: method.card,
    cvcSent: method.cvcSent,
    setUp: method.setUpOffSession,
    offSession: attempt.offSession,
    authenticated: attempt.authenticated,
    requestThreeDSecure: object.payment_method_options?.card?.request_three_d_secure,
  });
  switch (decision.kind) {
    case "decline": {
      const charge = chargeFails(world, record, method, decision.decline);
      object.latest_charge = charge.id;
      emit(world, { account: record.account, type: "charge.failed", object: charge, caller });
      return failAttempt(world, record, { method, decline: decision.decline, charge, caller });
    }
    case "authentication_required":
      return failAttempt(world, record, { method, decline: AUTHENTICATION_REQUIRED, caller });
    case "challenge":
      if (attempt.errorOnRequiresAction) {
        return failAttempt(world, record, { method, decline: AUTHENTICATION_REQUIRED, caller });
      }
      startChallenge(world, record, attempt);
      return null;
    case "charge":
      succeed(world, record, attempt);
      return null;
  }
}

const AUTHENTICATION_REQUIRED = {
  code: "authentication_required",
  declineCode: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};

function succeed(world: World, record: PaymentIntentRecord, attempt: Attempt): void {
  const { object, account } = record;
  const { method, authenticated, caller } = attempt;
  const charge = chargeSucceeds(world, record, { method, authenticated });
  object.latest_charge = charge.id;
  emit(world, { account, type: "charge.succeeded", object: charge, caller });
  followCapture(world, { account, object: charge });
  const { customer, setup_future_usage: usage } = object;
  keepMethod(world, method, { customer, usage, caller });
  if (object.capture_method === "manual") {
    object.status = "requires_capture";
    object.amount_capturable = object.amount;
    emit(world, { account, type: "payment_intent.amount_capturable_updated", object, caller });
    world.schedule.at(world.now() + AUTHORIZATION_LIFETIME_MS, () => expire(world, record));
    return;
  }
  object.status = "succeeded";
  object.amount_received = object.amount;
  emit(world, { account, type: "payment_intent.succeeded", object, caller });
}

function expire(world: World, record: PaymentIntentRecord): void {
  const { object, account } = record;
  if (object.status !== "requires_capture") return;
  object.status = "canceled";
  object.amount_capturable = 0;
  object.canceled_at = world.seconds();
  object.cancellation_reason = "automatic";
  const charge = world.charges.get(object.latest_charge ?? "");
  if (charge) {
    releaseHold(world, charge, "expired_uncaptured_charge");
    emit(world, { account, type: "charge.expired", object: charge.object });
  }
  emit(world, { account, type: "payment_intent.canceled", object });
}
