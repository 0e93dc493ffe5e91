import type { Caller } from "../api-types.ts";
import { checkAmount, checkCurrency } from "../currencies.ts";
import { customerByParameter } from "../customers/find.ts";
import { mergeMetadata } from "../metadata.ts";
import type { PaymentIntentRecord } from "../objects.ts";
import { checkOwner, sentMethod } from "../payment-methods/use.ts";
import type { World } from "../world.ts";
import { checkDescriptors } from "./check-descriptors.ts";
import { purposeOf } from "./confirm.ts";
import { findPaymentIntent } from "./find.ts";
import type { UpdateParameters } from "./parameters.ts";
import { renderShipping } from "./shipping.ts";
import { refusePaymentIntent, unexpectedState } from "./unexpected-state.ts";

const CHANGEABLE = ["requires_payment_method", "requires_confirmation", "requires_action"];

/** Once money moved, or none will, these are settled. The rest, such as metadata, may always change. */
const SETTLED_LATER = [
  "amount",
  "currency",
  "payment_method",
  "payment_method_data",
  "capture_method",
] as const;

/** `POST /v1/payment_intents/:id` */
export function updatePaymentIntent(
  world: World,
  caller: Caller,
  params: UpdateParameters,
  id: string,
) {
  const record = findPaymentIntent(world, caller, id, undefined);
  const { object } = record;
  checkStatus(record, params);
  const currency = params.currency === undefined ? object.currency : checkCurrency(params.currency);
  const amount = params.amount ?? object.amount;
  if (params.amount !== undefined || params.currency !== undefined)
    checkAmount(amount, currency, world.maxAmounts);
  checkDescriptors(params);
  const metadata = mergeMetadata(object.metadata, params.metadata);
  const customer = newCustomer(world, caller, record, params.customer);
  const purpose = purposeOf(record, customer);
  const method = sentMethod(world, caller, params, purpose);
  const present = method ? null : world.paymentMethods.get(object.payment_method ?? "");
  if (present) checkOwner(present, purpose);

  Object.assign(object, { customer, currency, amount, metadata, last_payment_error: null });
  applyOptional(record, params);
  if (method) {
    // A new method always has to be confirmed, whatever was going on with the old one.
    object.payment_method = method.object.id;
    object.status = "requires_confirmation";
    object.next_action = null;
    record.challenge = null;
    record.authenticatedMethod = null;
  }
  return object;
}

function newCustomer(
  world: World,
  caller: Caller,
  record: PaymentIntentRecord,
  sent: string | undefined,
): string | null {
  const { customer } = record.object;
  if (sent === undefined) return customer;
  if (customer === null) return customerByParameter(world, caller, sent).object.id;
  // Also when it is the same one.
  throw refusePaymentIntent(
    record,
    "You cannot modify `customer` on a PaymentIntent once it already has been set. To fulfill a payment with a different Customer, cancel this PaymentIntent and create a new one.",
    { param: "customer" },
  );
}

function checkStatus(record: PaymentIntentRecord, params: UpdateParameters): void {
  const { status } = record.object;
  if (CHANGEABLE.includes(status)) return;
  const refused = SETTLED_LATER.find((name) => params[name] !== undefined);
  if (!refused) return;
  throw unexpectedState(
    record,
    `This PaymentIntent's ${refused} could not be updated because it has a status of ${status}. You may only update the ${refused} of a PaymentIntent with one of the following statuses: ${CHANGEABLE.join(", ")}.`,
    refused,
  );
}

function applyOptional({ object }: PaymentIntentRecord, params: UpdateParameters): void {
  if (params.capture_method) object.capture_method = params.capture_method;
  if (params.transfer_group) object.transfer_group = params.transfer_group;
  if (params.statement_descriptor_suffix) {
    object.statement_descriptor_suffix = params.statement_descriptor_suffix;
  }
  if (params.description !== undefined) object.description = params.description;
  if (params.receipt_email !== undefined) object.receipt_email = params.receipt_email;
  if (params.setup_future_usage !== undefined) {
    object.setup_future_usage = params.setup_future_usage;
  }
  if (params.shipping !== undefined) object.shipping = renderShipping(params.shipping);
  if (params.allowed_payment_method_types) {
    object.allowed_payment_method_types = params.allowed_payment_method_types;
  }
  if (params.excluded_payment_method_types) {
    object.excluded_payment_method_types = params.excluded_payment_method_types;
  }
  const threeDSecure = params.payment_method_options?.card?.request_three_d_secure;
  if (threeDSecure && object.payment_method_options?.card) {
    object.payment_method_options.card.request_three_d_secure = threeDSecure;
  }
}
