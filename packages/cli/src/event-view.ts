import type { WebhookEvent } from "@chargeonce/core";
import { formatInstant } from "./format.ts";
import type { Tone } from "./look.ts";
import type { Cell, Column } from "./table.ts";

/** An event for a list in `--json`: its body is shown by `events show` alone. */
export function eventSummary({ body, bodyHash, ...event }: WebhookEvent) {
  return event;
}

export const EVENT_COLUMNS: readonly Column[] = [
  { title: "event" },
  { title: "came in" },
  { title: "type" },
  { title: "status" },
  { title: "failed", right: true },
  { title: "PaymentIntent" },
];

export function eventRow(event: WebhookEvent): Cell[] {
  return [
    event.id,
    formatInstant(event.receivedAt),
    event.type,
    eventStatus(event),
    event.attempts === 0 ? "-" : String(event.attempts),
    event.paymentIntentId ?? "-",
  ];
}

export function eventStatus({ status }: WebhookEvent): Cell {
  const tone = TONES[status];
  return tone === null ? status : { text: status, tone };
}

const TONES: Readonly<Record<WebhookEvent["status"], Tone | null>> = {
  pending: "warn",
  done: null,
  ignored: "faint",
  dead: "bad",
};
