import type Stripe from "stripe";
import type { World } from "../world.ts";
import { type DisputeOptions, openDispute } from "./open.ts";

/**
 * Opens a dispute about what a PaymentIntent took.
 *
 * @throws Error When the PaymentIntent is unknown or took nothing, or `amount` is not between 1 and what it took.
 */
export function disputePayment(
  world: World,
  paymentIntentId: string,
  options: DisputeOptions,
): Stripe.Dispute {
  const record = world.paymentIntents.get(paymentIntentId);
  if (!record) throw new Error(`The simulator knows no PaymentIntent '${paymentIntentId}'.`);
  const charge = world.charges.get(record.object.latest_charge ?? "");
  if (!charge?.object.captured) {
    throw new Error(
      `PaymentIntent '${paymentIntentId}' has no captured charge to dispute; its status is ${record.object.status}.`,
    );
  }
  const { amount } = options;
  const most = charge.object.amount_captured;
  if (amount !== undefined && !(Number.isInteger(amount) && amount >= 1 && amount <= most)) {
    throw new Error(`A dispute takes from 1 to ${most} of this charge, not ${amount}.`);
  }
  return structuredClone(openDispute(world, charge, options).object);
}
