import type { Caller } from "../api-types.ts";
import { releaseHold } from "../charges/release-hold.ts";
import { emit } from "../events/emit.ts";
import type { World } from "../world.ts";
import { findPaymentIntent } from "./find.ts";
import type { CancelParameters } from "./parameters.ts";
import { unexpectedState } from "./unexpected-state.ts";

const CANCELABLE = [
  "requires_payment_method",
  "requires_capture",
  "requires_reauthorization",
  "requires_confirmation",
  "requires_action",
  "processing",
];

/** `POST /v1/payment_intents/:id/cancel`. A held amount is released. */
export function cancelPaymentIntent(
  world: World,
  caller: Caller,
  params: CancelParameters,
  id: string,
) {
  const record = findPaymentIntent(world, caller, id, undefined);
  const { object, account } = record;
  if (!CANCELABLE.includes(object.status)) {
    throw unexpectedState(
      record,
      `You cannot cancel this PaymentIntent because it has a status of ${object.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(", ")}.`,
    );
  }
  const held =
    object.status === "requires_capture" && world.charges.get(object.latest_charge ?? "");
  object.status = "canceled";
  object.canceled_at = world.seconds();
  object.cancellation_reason = params.cancellation_reason ?? null;
  object.amount_capturable = 0;
  object.next_action = null;
  record.challenge = null;
  record.authenticatedMethod = null;
  if (held) {
    releaseHold(world, held, null);
    emit(world, { account, type: "charge.refunded", object: held.object, caller });
  }
  emit(world, { account, type: "payment_intent.canceled", object, caller });
  return object;
}
