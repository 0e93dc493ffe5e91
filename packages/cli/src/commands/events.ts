import type { WebhookEvent } from "@chargeonce/core";
import { type Command, Option } from "commander";
import { readEventId, readLimit, readName, readPaymentId } from "../arguments.ts";
import type { Session } from "../connect.ts";
import { EVENT_COLUMNS, eventRow, eventStatus, eventSummary } from "../event-view.ts";
import { EXIT } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { formatInstant, instantOrDash } from "../format.ts";
import { pageResult, readPage } from "../page.ts";
import type { Result } from "../result.ts";
import type { Runner } from "../run-command.ts";
import { shownError } from "../shown-error.ts";
import { type Cell, facts } from "../table.ts";
import { requirePayment } from "./require-payment.ts";

interface EventFilter {
  readonly status?: WebhookEvent["status"];
  readonly type?: string;
  readonly payment?: string;
  readonly after?: string;
  readonly limit: number;
}

export function addEvents(parent: Command, runner: Runner): void {
  const events = parent
    .command("events")
    .description("list, show and redrive the events that Stripe sent")
    .addHelpText("after", "\nExample:\n  chargeonce events list --status dead\n");

  events
    .command("list")
    .description("events, the newest first")
    .addOption(
      new Option("--status <status>", "only in this status").choices([
        "pending",
        "done",
        "ignored",
        "dead",
      ]),
    )
    .option("--type <type>", "only of this type: charge.refunded, …", readName)
    .option("--payment <id>", "only about this payment (pay_… or pi_…)", readPaymentId)
    .option("--limit <n>", "at most so many", readLimit, 50)
    .option("--after <id>", "the next page, after this event", readEventId)
    .addHelpText("after", "\nExample:\n  chargeonce events list --status dead\n")
    .action((filter: EventFilter, command: Command) =>
      runner.operate(command, (session) => listEvents(session, filter)),
    );

  events
    .command("show")
    .description("one event; with --json also its body, which holds the payer's data")
    .argument("<id>", "evt_…", readEventId)
    .addHelpText("after", "\nExample:\n  chargeonce events show evt_123\n")
    .action((id: string, _options: unknown, command: Command) =>
      runner.operate(command, (session) => showEvent(session, id)),
    );

  events
    .command("redrive")
    .description(
      "give a dead or waiting event all its tries again; the application's worker handles it",
    )
    .argument("<id>", "evt_…", readEventId)
    .addHelpText("after", "\nExample:\n  chargeonce events redrive evt_123\n")
    .action((id: string, _options: unknown, command: Command) =>
      runner.operate(command, (session) => redriveEvent(session, id)),
    );
}

async function listEvents(session: Session, filter: EventFilter): Promise<Result> {
  const { operator, owner } = session;
  const { status, type, payment, after } = filter;
  const paymentIntentId = payment === undefined ? undefined : await intentOf(session, payment);
  const query = {
    ...(status !== undefined && { status }),
    ...(type !== undefined && { type }),
    ...(after !== undefined && { after: await markOf(session, after) }),
  };
  const page =
    paymentIntentId === null
      ? { items: [], next: null }
      : await readPage(filter.limit, (limit) =>
          operator.events.list({
            ...query,
            ...(paymentIntentId !== undefined && { paymentIntentId }),
            limit,
          }),
        );
  return pageResult(page, {
    name: "events",
    columns: EVENT_COLUMNS,
    row: eventRow,
    document: eventSummary,
    none: `No events (${owner}).`,
    note: null,
  });
}

/** The inbox also has events about intents that no payment stores. @returns null before there is an intent. */
async function intentOf(session: Session, id: string): Promise<string | null> {
  return id.startsWith("pi_") ? id : (await requirePayment(session, id)).paymentIntentId;
}

async function markOf(session: Session, id: string) {
  const event = await requireEvent(session, id);
  return { at: event.receivedAt, id: event.id };
}

async function requireEvent({ operator, owner, place }: Session, id: string) {
  const event = await operator.events.find(id);
  if (event !== null) return event;
  throw new Failure(
    "event_not_found",
    `There is no event ${id} in the inbox (${owner}, ${place}): check the id, and that STRIPE_SECRET_KEY and --account are of its mode and account.`,
  );
}

async function showEvent(session: Session, id: string): Promise<Result> {
  const event = await requireEvent(session, id);
  const { bodyHash, ...document } = event;
  const about: [string, Cell] = ["about", event.objectId ?? "-"];
  const pairs: [string, Cell][] = [
    ["event", event.id],
    ["type", event.type],
    ...(event.objectId === event.paymentIntentId ? [] : [about]),
    ["PaymentIntent", event.paymentIntentId ?? "-"],
    ["status", eventStatus(event)],
    ["failed", TIMES[event.attempts] ?? `${event.attempts} times`],
    ["last error", shownError(event.lastError) ?? "-"],
    ["next try", instantOrDash(event.nextAttemptAt)],
    ["made by Stripe", formatInstant(event.createdAt)],
    ["came in", formatInstant(event.receivedAt)],
    ["done", instantOrDash(event.doneAt)],
    ["API version", event.apiVersion ?? "-"],
  ];
  return { document: { event: document }, text: (look) => facts(look, pairs), exit: EXIT.fine };
}

const TIMES: readonly string[] = ["never", "once"];

async function redriveEvent(session: Session, id: string): Promise<Result> {
  await requireEvent(session, id);
  const event = await session.operator.events.redrive(id);
  return {
    document: { event: eventSummary(event) },
    text: () => `${event.id} (${event.type}) is due again: the application's worker handles it.`,
    exit: EXIT.fine,
  };
}
