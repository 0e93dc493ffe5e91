import type { Payment, Review, StrayCharge } from "@chargeonce/core";
import type { Command } from "commander";
import { readLimit } from "../arguments.ts";
import type { Session } from "../connect.ts";
import { EXIT } from "../exit-code.ts";
import { count, formatAmount, formatInstant } from "../format.ts";
import type { Look } from "../look.ts";
import {
  amountOf,
  orderOf,
  paymentDocument,
  reasonOfStray,
  reasonsOf,
  reasonText,
} from "../payment-view.ts";
import type { Result } from "../result.ts";
import type { Runner } from "../run-command.ts";
import { facts } from "../table.ts";

export function addReviews(parent: Command, runner: Runner): void {
  parent
    .command("reviews")
    .description("what a person must see to, the oldest first; exit code 2 when there is anything")
    .option("--limit <n>", "at most so many", readLimit, 50)
    .addHelpText("after", "\nExample:\n  chargeonce reviews --limit 10\n")
    .action(({ limit }: { limit: number }, command: Command) =>
      runner.operate(command, (session) => listReviews(session, limit)),
    );
}

export async function listReviews({ operator, owner }: Session, limit: number): Promise<Result> {
  const found = await operator.reviews({ limit: limit + 1 });
  const reviews = found.slice(0, limit);
  const more = found.length > limit;
  return {
    document: { ...reviewsDocument(reviews), more },
    text: (look) => {
      if (reviews.length === 0) return `Nothing to see to (${owner}).`;
      const end = more ? `There are more: raise --limit.` : `${countOf(reviews)}.`;
      return [...reviews.map((each) => reviewText(look, each)), end].join("\n\n");
    },
    exit: reviews.length === 0 ? EXIT.fine : EXIT.needsPerson,
  };
}

/** What a person must see to of a payment's order, beside the payment: its other payments, and charges that none stands for. */
export function besides(payment: Payment, reviews: readonly Review[]): Review[] {
  const { id, tenant, orderRef } = payment;
  return reviews.filter((each) =>
    isPayment(each)
      ? each.id !== id && each.tenant === tenant && each.orderRef === orderRef
      : each.orderRef === orderRef || each.paymentId === id,
  );
}

/** The records for `--json`, and why each is to be seen to. */
export function reviewsDocument(reviews: readonly Review[]) {
  return {
    payments: reviews
      .filter(isPayment)
      .map((each) => ({ ...paymentDocument(each), reasons: reasonsOf(each) })),
    strays: reviews.filter(isStray).map((each) => ({ ...each, reasons: [reasonOfStray(each)] })),
  };
}

/** The same of one for people. */
export function reviewText(look: Look, review: Review): string {
  return isPayment(review) ? paymentText(look, review) : strayText(look, review);
}

function isPayment(review: Review): review is Payment {
  return "status" in review;
}

function isStray(review: Review): review is StrayCharge {
  return "because" in review;
}

function countOf(reviews: readonly Review[]): string {
  const payments = reviews.filter(isPayment).length;
  const strays = reviews.length - payments;
  return [
    ...(payments === 0 ? [] : [count(payments, "payment")]),
    ...(strays === 0 ? [] : [count(strays, "charge")]),
  ].join(" and ");
}

function strayText(look: Look, stray: StrayCharge): string {
  const { id, orderRef, amount, currency, seenAt } = stray;
  return [
    look.paint("strong", id),
    facts(look, [
      ["  order", orderRef ?? "-"],
      ["  amount", formatAmount(amount, currency)],
      ["  status", `at Stripe only, seen ${formatInstant(seenAt)}`],
    ]),
    reasonText(look, reasonOfStray(stray)),
  ].join("\n");
}

function paymentText(look: Look, payment: Payment): string {
  const { createdAt, status } = payment;
  return [
    look.paint("strong", payment.id),
    facts(look, [
      ["  order", orderOf(payment)],
      ["  amount", amountOf(payment)],
      ["  status", `${status}, made ${formatInstant(createdAt)}`],
    ]),
    ...reasonsOf(payment).map((reason) => reasonText(look, reason)),
  ].join("\n");
}
