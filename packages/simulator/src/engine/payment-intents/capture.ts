import type { Caller } from "../api-types.ts";
import { followCapture } from "../charges/follow-capture.ts";
import { releaseHold } from "../charges/release-hold.ts";
import { emit } from "../events/emit.ts";
import { mergeMetadata } from "../metadata.ts";
import type { PaymentIntentRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { checkDescriptors } from "./check-descriptors.ts";
import { findPaymentIntent } from "./find.ts";
import type { CaptureParameters } from "./parameters.ts";
import { refusePaymentIntent, unexpectedState } from "./unexpected-state.ts";

/** `POST /v1/payment_intents/:id/capture`. What is not captured is released. */
export function capturePaymentIntent(
  world: World,
  caller: Caller,
  params: CaptureParameters,
  id: string,
) {
  const record = findPaymentIntent(world, caller, id, undefined);
  const { object, account } = record;
  const held = world.charges.get(object.latest_charge ?? "");
  if (object.status !== "requires_capture" || !held) throw notCapturable(record);
  checkDescriptors(params);
  const amount = params.amount_to_capture ?? object.amount_capturable;
  if (amount > object.amount_capturable) {
    throw refusePaymentIntent(
      record,
      "The payment could not be captured because the requested capture amount is greater than the amount you can capture for this charge.",
      { code: "amount_too_large", param: "amount_to_capture" },
    );
  }
  if (amount <= 0) {
    throw refusePaymentIntent(record, "This value must be greater than or equal to 1.", {
      code: "parameter_invalid_integer",
      param: "amount_to_capture",
    });
  }
  const charge = held.object;
  object.metadata = mergeMetadata(object.metadata, params.metadata);
  object.status = "succeeded";
  object.amount_received = amount;
  object.amount_capturable = 0;
  charge.captured = true;
  charge.amount_captured = amount;
  charge.balance_transaction = world.ids.sibling("txn", object.id);
  releaseHold(world, held, null);
  emit(world, { account, type: "charge.captured", object: charge, caller });
  followCapture(world, held);
  emit(world, { account, type: "payment_intent.succeeded", object, caller });
  return object;
}

function notCapturable(record: PaymentIntentRecord) {
  const { status, capture_method } = record.object;
  return unexpectedState(
    record,
    status === "succeeded" && capture_method === "manual"
      ? "The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized amount has been released."
      : `This PaymentIntent could not be captured because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
  );
}
