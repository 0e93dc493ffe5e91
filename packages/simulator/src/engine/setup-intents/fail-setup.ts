import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { FlatSetupIntent, PaymentMethodRecord, SetupIntentRecord } from "../objects.ts";
import { docUrl, StripeFailure } from "../stripe-failure.ts";
import type { Decline } from "../test-cards.ts";
import type { World } from "../world.ts";

export interface DeclinedSetup {
  readonly method: PaymentMethodRecord;
  readonly decline: Decline;
  readonly caller?: Caller | undefined;
}

/** Takes the method off the SetupIntent, tells why, and gives the 402 for whoever confirmed. */
export function declineSetup(
  world: World,
  record: SetupIntentRecord,
  { method, decline, caller }: DeclinedSetup,
): StripeFailure {
  const { code, declineCode, message, param } = decline;
  const reason = {
    code,
    // Recorded: where a payment has no decline code, a SetupIntent repeats the code.
    decline_code: declineCode ?? code,
    message,
    ...(param && { param }),
  };
  const payment_method = structuredClone(method.object);
  failSetup(
    world,
    record,
    { ...reason, doc_url: docUrl(code), payment_method, type: "card_error" },
    caller,
  );
  return new StripeFailure({
    status: 402,
    saved: true,
    error: {
      type: "card_error",
      ...reason,
      payment_method,
      setup_intent: structuredClone(record.object),
    },
  });
}

/** The attempt is over, and another method is wanted. */
export function failSetup(
  world: World,
  { object, account }: SetupIntentRecord,
  error: NonNullable<FlatSetupIntent["last_setup_error"]>,
  caller?: Caller,
): void {
  object.status = "requires_payment_method";
  object.payment_method = null;
  object.next_action = null;
  object.last_setup_error = error;
  emit(world, { account, type: "setup_intent.setup_failed", object, caller });
}
