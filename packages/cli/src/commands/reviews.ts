import type { Payment } from "@chargeonce/core";
import type { Command } from "commander";
import { readLimit } from "../arguments.ts";
import type { Session } from "../connect.ts";
import { EXIT } from "../exit-code.ts";
import { count, formatAmount, formatInstant } from "../format.ts";
import type { Look } from "../look.ts";
import { orderOf, paymentDocument, reasonsOf, reasonText } from "../payment-view.ts";
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
  const payments = found.slice(0, limit);
  const more = found.length > limit;
  return {
    document: {
      payments: payments.map((each) => ({ ...paymentDocument(each), reasons: reasonsOf(each) })),
      more,
    },
    text: (look) => {
      if (payments.length === 0) return `Nothing to see to (${owner}).`;
      const end = more ? `There are more: raise --limit.` : `${count(payments.length, "payment")}.`;
      return [...payments.map((each) => reviewText(look, each)), end].join("\n\n");
    },
    exit: payments.length === 0 ? EXIT.fine : EXIT.needsPerson,
  };
}

function reviewText(look: Look, payment: Payment): string {
  const { amount, currency, createdAt, status } = payment;
  return [
    look.paint("strong", payment.id),
    facts(look, [
      ["  order", orderOf(payment)],
      ["  amount", formatAmount(amount, currency)],
      ["  status", `${status}, made ${formatInstant(createdAt)}`],
    ]),
    ...reasonsOf(payment).map((reason) => reasonText(look, reason)),
  ].join("\n");
}
