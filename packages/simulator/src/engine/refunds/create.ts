import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import { findByParameter } from "../find-owned.ts";
import { mergeMetadata } from "../metadata.ts";
import type { FlatCharge, FlatRefund } from "../objects.ts";
import { type ErrorFields, invalidRequest, StripeFailure } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import type { CreateRefundParameters } from "./parameters.ts";

/** `POST /v1/refunds`, full or in part. Succeeds at once, as with every ordinary test card. */
export function createRefund(world: World, caller: Caller, params: CreateRefundParameters) {
  const charge = findRefundable(world, caller, params);
  const left = charge.amount_captured - charge.amount_refunded;
  if (left <= 0) {
    throw refused(`Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
    });
  }
  const amount = params.amount ?? left;
  if (amount <= 0) {
    throw refused("This value must be greater than or equal to 1.", {
      code: "parameter_invalid_integer",
      param: "amount",
    });
  }
  if (amount > left) {
    throw refused(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`,
      { param: "amount" },
    );
  }
  const refund: FlatRefund = {
    id: world.ids.sibling("re", charge.id),
    object: "refund",
    amount,
    balance_transaction: world.ids.sibling("txn", charge.id),
    charge: charge.id,
    created: world.seconds(),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: { card: { type: "refund" }, type: "card" },
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  };
  const before = charge.amount_refunded;
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  const account = caller.account.id;
  world.refunds.set(refund.id, { account, object: refund });
  emit(world, { account, type: "refund.created", object: refund, caller });
  emit(world, {
    account,
    type: "charge.refunded",
    object: charge,
    previousAttributes: { amount_refunded: before },
    caller,
  });
  return refund;
}

function findRefundable(world: World, caller: Caller, params: CreateRefundParameters): FlatCharge {
  const named = params.charge ?? params.payment_intent;
  if (named === undefined) {
    throw invalidRequest(
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  }
  if (params.charge !== undefined) {
    return findByParameter(world.charges, caller, params.charge, {
      noun: "charge",
      param: "charge",
    }).object;
  }
  const intent = findByParameter(world.paymentIntents, caller, named, {
    noun: "payment_intent",
    param: "payment_intent",
  });
  const charge = world.charges.get(intent.object.latest_charge ?? "")?.object;
  if (charge?.status === "succeeded") return charge;
  throw refused(`This PaymentIntent (${named}) does not have a successful charge to refund.`, {
    param: "payment_intent",
  });
}

function refused(message: string, fields: Partial<ErrorFields>): StripeFailure {
  return new StripeFailure({
    status: 400,
    saved: true,
    error: { type: "invalid_request_error", message, ...fields },
  });
}
