import type { Engine } from "../engine.ts";
import type { PaymentsError } from "../errors.ts";
import type { Payment } from "../records/payment.ts";
import { MONEY_MOVED, UNCONFIRMED } from "../records/statuses.ts";
import { cancelAtStripe, closeRow } from "./cancel-intent.ts";
import { fetchIntent } from "./fetch-intent.ts";
import { settledError } from "./tell-settled.ts";

/**
 * Closes a payment that its order no longer stands for, before a client is told so: a confirm that is still on its way
 * could take the money after that.
 *
 * @param payment Costs something else than the order does now, or the order is gone.
 * @param refusal What the client is to be told.
 * @returns That; or what overtook the cancel.
 * @throws PaymentsError when Stripe did not acknowledge.
 */
export async function closeOutdated(
  engine: Engine,
  payment: Payment,
  { refusal, deadlineAt }: { refusal: PaymentsError; deadlineAt: Date },
): Promise<PaymentsError> {
  const { status } = await close(engine, payment, deadlineAt);
  return MONEY_MOVED.has(status) ? settledError({ ...payment, status }) : refusal;
}

async function close(engine: Engine, payment: Payment, deadlineAt: Date): Promise<Payment> {
  if (payment.status === "creating") return closeRow(engine, payment, "replaced");
  if (!UNCONFIRMED.has(payment.status)) return payment;
  const { payment: current } = await fetchIntent(engine, payment, deadlineAt);
  if (!UNCONFIRMED.has(current.status)) return current;
  return cancelAtStripe(engine, current, "replaced", deadlineAt);
}
