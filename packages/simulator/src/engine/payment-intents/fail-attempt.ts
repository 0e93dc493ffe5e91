import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { FlatCharge, PaymentIntentRecord, PaymentMethodRecord } from "../objects.ts";
import { docUrl, StripeFailure } from "../stripe-failure.ts";
import type { Decline } from "../test-cards.ts";
import type { World } from "../world.ts";

export interface FailedAttempt {
  readonly method: PaymentMethodRecord;
  readonly decline: Decline;
  /** Absent when nothing was sent to the issuer. */
  readonly charge?: FlatCharge;
  readonly caller?: Caller | undefined;
}

/** Takes the method off the PaymentIntent, tells why, and gives the 402 for whoever confirmed. */
export function failAttempt(
  world: World,
  record: PaymentIntentRecord,
  { method, decline, charge, caller }: FailedAttempt,
): StripeFailure {
  const { object, account } = record;
  const reason = {
    code: decline.code,
    ...(decline.declineCode && { decline_code: decline.declineCode }),
    message: decline.message,
    ...(decline.param && { param: decline.param }),
    ...(charge && { charge: charge.id }),
  };
  object.status = "requires_payment_method";
  object.payment_method = null;
  object.next_action = null;
  object.last_payment_error = {
    ...reason,
    doc_url: docUrl(decline.code),
    payment_method: structuredClone(method.object),
    payment_method_type: "card",
    type: "card_error",
  };
  emit(world, { account, type: "payment_intent.payment_failed", object, caller });
  return new StripeFailure({
    status: 402,
    saved: true,
    error: {
      type: "card_error",
      ...reason,
      payment_intent: structuredClone(object),
      payment_method: structuredClone(method.object),
    },
  });
}
