import type { Resolution } from "@chargeonce/core";
import type { Command } from "commander";
import {
  readDecision,
  readInstant,
  readLimit,
  readName,
  readOrder,
  readPaymentId,
  readWho,
} from "../arguments.ts";
import type { Runner } from "../run-command.ts";
import { cancelOrder, type Decided, redrivePayment, resolveReview } from "./change-payments.ts";
import { listPayments, type PaymentFilter } from "./list-payments.ts";
import { listReviews } from "./reviews.ts";
import { showPayment } from "./show-payment.ts";

type ListOptions = PaymentFilter & { review?: true };

export function addPayments(parent: Command, runner: Runner): void {
  const payments = parent
    .command("payments")
    .description("list, show, redrive, resolve and cancel payments")
    .addHelpText("after", "\nExample:\n  chargeonce payments show pi_123\n");

  payments
    .command("list")
    .description("payments, the newest first")
    .option(
      "--status <status>",
      "only in this status: succeeded, requires_action, review, …",
      readName,
    )
    .option("--order <id>", "only of this order", readOrder)
    .option(
      "--since <date>",
      "only made since then (2026-11-01, or an instant with its zone)",
      readInstant,
    )
    .option("--review", "only what a person must see to, as `reviews` lists it")
    .option("--limit <n>", "at most so many", readLimit, 50)
    .option("--after <id>", "the next page, after this payment", readPaymentId)
    .addHelpText(
      "after",
      "\nExample:\n  chargeonce payments list --status succeeded --since 2026-11-01\n",
    )
    .action(({ review, ...filter }: ListOptions, command: Command) => {
      const others = filter.status ?? filter.order ?? filter.since ?? filter.after;
      if (review && others !== undefined) {
        command.error("error: --review goes with --limit alone");
      }
      return runner.operate(command, (session) =>
        review ? listReviews(session, filter.limit) : listPayments(session, filter),
      );
    });

  payments
    .command("show")
    .description("all that is known of one payment")
    .argument("<id>", "pay_…, or its PaymentIntent's pi_…", readPaymentId)
    .addHelpText("after", "\nExample:\n  chargeonce payments show pi_123\n")
    .action((id: string, _options: unknown, command: Command) =>
      runner.operate(command, (session) => showPayment(session, id)),
    );

  payments
    .command("redrive")
    .description(
      "let the application's worker call once more the handlers that failed twenty times for a payment",
    )
    .argument("<id>", "pay_… or pi_…", readPaymentId)
    .addHelpText("after", "\nExample:\n  chargeonce payments redrive pay_123\n")
    .action((id: string, _options: unknown, command: Command) =>
      runner.operate(command, (session) => redrivePayment(session, id)),
    );

  payments
    .command("resolve")
    .description(
      "end what `reviews` lists, once Stripe bears it out; your handlers hear of it from the application's worker",
    )
    .argument("<id>", "pay_… or pi_…", readPaymentId)
    .argument(
      "<as>",
      "paid: the money stays, the order is paid; closed: the money went back; kept: the money stays and is accounted for elsewhere",
      readDecision,
    )
    .option("--by <name>", "who decides, to be recorded", readWho)
    .addHelpText("after", "\nExample:\n  chargeonce payments resolve pay_123 closed\n")
    .action((id: string, as: Resolution, { by }: Decided, command: Command) =>
      runner.operate(command, (session) =>
        resolveReview(session, id, { as, ...(by !== undefined && { by }) }),
      ),
    );

  payments
    .command("cancel")
    .description(
      "cancel an order's payment, if no money has moved or Stripe knows its PaymentIntent no more",
    )
    .argument("<order>", "the order's id", readOrder)
    .option("--tenant <id>", "whose order, where the application's scope names tenants", readOrder)
    .option("--by <name>", "who decides, to be recorded", readWho)
    .addHelpText("after", "\nExample:\n  chargeonce payments cancel order_1\n")
    .action((order: string, { tenant, by }: Decided & { tenant?: string }, command: Command) =>
      runner.operate(command, (session) =>
        cancelOrder(session, order, {
          ...(tenant !== undefined && { tenant }),
          ...(by !== undefined && { by }),
        }),
      ),
    );
}
