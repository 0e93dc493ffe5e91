import type { Payment } from "@chargeonce/core";
import type { Session } from "../connect.ts";
import { EXIT } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { count, formatAmount } from "../format.ts";
import { orderOf, paymentDocument } from "../payment-view.ts";
import { printable } from "../printable.ts";
import type { Result } from "../result.ts";
import { requirePayment } from "./require-payment.ts";

const BY_WORKER = "the application's worker does it";

export async function redrivePayment(session: Session, id: string): Promise<Result> {
  const before = await requirePayment(session, id);
  const dead = before.effects.filter(({ state }) => state === "dead");
  const payment = await session.operator.redrive(id);
  const handlers = dead.map(({ kind }) => kind).join(", ");
  const says =
    dead.length === 0
      ? `No handler of ${payment.id} has given up: nothing to redrive.`
      : `${count(dead.length, "handler")} of ${payment.id} will be called again (${handlers}): ${BY_WORKER}.`;
  return changed(payment, says, { redriven: dead.map(({ kind }) => kind) });
}

export async function resolvePayment(
  session: Session,
  id: string,
  as: "paid" | "closed",
): Promise<Result> {
  const before = await requirePayment(session, id);
  const payment = await session.operator.resolve(id, as);
  const told = payment.effects.filter(({ state }) => state === "due").map(({ kind }) => kind);
  const hears =
    told.length === 0
      ? ""
      : ` Your handler ${told.map((kind) => `\`${kind}\``).join(", ")} hears of it: ${BY_WORKER}.`;
  const says =
    before.status === payment.status
      ? `The contradictions of ${payment.id} are marked as seen to; it stays ${payment.status}.`
      : `${payment.id} is ${payment.status} now (order ${orderOf(payment)}, ${money(payment)}).${hears}`;
  return changed(payment, says);
}

export async function cancelOrder(
  session: Session,
  order: string,
  tenant: string | undefined,
): Promise<Result> {
  const payment = await session.operator.cancel(order, tenant === undefined ? {} : { tenant });
  if (payment === null) {
    throw new Failure(
      "payment_not_found",
      `Order ${printable(order)} has no live payment (${session.owner}): check its id, its --tenant, and whether it is canceled already.`,
    );
  }
  return changed(
    payment,
    `${payment.id} is ${payment.status} now: order ${orderOf(payment)}, ${money(payment)}, can be paid anew.`,
  );
}

function changed(payment: Payment, says: string, more: object = {}): Result {
  return {
    document: { payment: paymentDocument(payment), ...more },
    text: () => printable(says),
    exit: EXIT.fine,
  };
}

function money({ amount, currency }: Payment): string {
  return formatAmount(amount, currency);
}
