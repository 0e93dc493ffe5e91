import type { Payment } from "@chargeonce/core";
import type { Session } from "../connect.ts";
import { Failure } from "../failure.ts";

/** @throws Failure that says where was looked. */
export async function requirePayment(
  { operator, owner, place }: Session,
  id: string,
): Promise<Payment> {
  const payment = await operator.find(id);
  if (payment !== null) return payment;
  throw new Failure(
    "payment_not_found",
    `There is no payment ${id} (${owner}, ${place}): check the id, and that STRIPE_SECRET_KEY and --account are of its mode and account.`,
  );
}
