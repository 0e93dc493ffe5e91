import type { Caller } from "../api-types.ts";
import { formatAmount } from "../currencies.ts";
import { emit } from "../events/emit.ts";
import { settleWarnings } from "../fraud-warnings/warn.ts";
import { mergeMetadata } from "../metadata.ts";
import type { FlatCharge, RefundRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { findRefundable } from "./find-refundable.ts";
import { followRefund } from "./follow.ts";
import { newRefund } from "./new-refund.ts";
import type { CreateRefundParameters } from "./parameters.ts";
import { refuseRefund } from "./refuse.ts";

/** `POST /v1/refunds`, full or in part. */
export function createRefund(world: World, caller: Caller, params: CreateRefundParameters) {
  const charge = findRefundable(world, caller, params);
  const { object } = charge;
  const amount = checkAmount(object, params.amount);
  const account = caller.account.id;
  const record: RefundRecord = {
    account,
    object: newRefund(world, object, {
      amount,
      reason: params.reason ?? null,
      metadata: mergeMetadata({}, params.metadata),
      released: false,
    }),
  };
  followRefund(world, record, object);
  const previousAttributes = {
    amount_refunded: object.amount_refunded,
    ...(object.amount_refunded + amount === object.amount && { refunded: false }),
  };
  object.amount_refunded += amount;
  object.refunded = object.amount_refunded === object.amount;
  if (params.reason === "fraudulent") object.fraud_details = { user_report: "fraudulent" };
  world.refunds.set(record.object.id, record);
  emit(world, { account, type: "refund.created", object: record.object, caller });
  emit(world, { account, type: "charge.refunded", object, previousAttributes, caller });
  settleWarnings(world, charge);
  return record.object;
}

/** @throws StripeFailure 400 when there is nothing left, or less than was asked for. */
function checkAmount(charge: FlatCharge, sent: number | undefined): number {
  const left = charge.amount - charge.amount_refunded;
  if (left <= 0) {
    throw refuseRefund(`Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
    });
  }
  const amount = sent ?? left;
  if (amount <= 0) {
    throw refuseRefund("This value must be greater than or equal to 1.", {
      code: "parameter_invalid_integer",
      param: "amount",
    });
  }
  if (amount > left) {
    const [asked, rest] = [amount, left].map((value) => formatAmount(value, charge.currency));
    throw refuseRefund(
      `Refund amount (${asked}) is greater than unrefunded amount on charge (${rest})`,
      { param: "amount" },
    );
  }
  return amount;
}
