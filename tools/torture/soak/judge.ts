import { HEARD } from "../shop-handlers.ts";
import type { Evidence } from "./evidence.ts";
import { judgeOrder } from "./judge-order.ts";
import { effectName } from "./truth.ts";

/**
 * What must hold at the end, counted at Stripe and in what the handlers wrote.
 *
 * @returns One sentence for each violation.
 */
export function judge(evidence: Evidence): string[] {
  return [
    ...judgePayments(evidence),
    ...judgeEffects(evidence),
    ...judgeHeard(evidence),
    ...judgeInbox(evidence),
    ...judgeOrder(evidence).violations,
  ];
}

function* judgePayments({ truth, payments }: Evidence): Generator<string> {
  const stored = new Map(payments.map((payment) => [payment.id, payment]));
  for (const [id, there] of truth.payments) {
    const here = stored.get(id);
    if (here === undefined) {
      yield `Payment ${id} has ${there.intentId} at Stripe and is not stored.`;
      continue;
    }
    if (here.status !== there.status) {
      yield `Payment ${id} is ${here.status} here and ${there.status} at Stripe.`;
    }
    if (here.amountRefunded !== there.amountRefunded) {
      yield `Payment ${id} has ${here.amountRefunded} refunded here and ${there.amountRefunded} at Stripe.`;
    }
    const [disputesHere, disputesThere] = [
      describe(here.disputes.map((dispute) => [dispute.id, dispute.status])),
      describe(Object.entries(there.disputes)),
    ];
    if (disputesHere !== disputesThere) {
      yield `Payment ${id} has ${disputesHere} here and ${disputesThere} at Stripe.`;
    }
  }
  for (const { id } of payments) {
    if (!truth.payments.has(id)) yield `Payment ${id} is stored and unknown at Stripe.`;
  }
}

function describe(disputes: readonly (readonly [string, string])[]): string {
  if (disputes.length === 0) return "no dispute";
  return disputes
    .map((dispute) => dispute.join(" "))
    .sort()
    .join(", ");
}

function* judgeEffects({ truth, effects }: Evidence): Generator<string> {
  const told = new Map<string, number>();
  for (const effect of effects) {
    const name = effectName(effect);
    told.set(name, (told.get(name) ?? 0) + 1);
  }
  for (const [name, { least, most }] of truth.duties) {
    const times = told.get(name) ?? 0;
    if (times < least) yield `"${name}" was told ${times} times instead of ${least}.`;
    if (times > most) yield `"${name}" was told ${times} times instead of ${most}.`;
  }
  for (const name of told.keys()) {
    if (!truth.duties.has(name)) yield `"${name}" was told, and it did not happen at Stripe.`;
  }
  for (const [began, failed] of truth.pairs) {
    if (told.has(began) !== told.has(failed)) {
      yield `Of "${began}" and "${failed}" only one was told.`;
    }
  }
}

function* judgeHeard({ events, heard }: Evidence): Generator<string> {
  const listened = new Set<string>(HEARD);
  const times = new Map<string, number>();
  for (const { eventId } of heard) times.set(eventId, (times.get(eventId) ?? 0) + 1);
  for (const { id, type } of events) {
    const due = listened.has(type) ? 1 : 0;
    const found = times.get(id) ?? 0;
    if (found !== due) yield `${id} (${type}) was heard ${found} times instead of ${due}.`;
  }
}

function* judgeInbox({ events, inbox }: Evidence): Generator<string> {
  for (const { id, type } of events) {
    if (!inbox.has(id)) yield `${id} (${type}) is not in the inbox.`;
  }
  for (const { id, status } of inbox.values()) {
    if (status !== "done" && status !== "ignored") yield `${id} is left ${status} in the inbox.`;
  }
}
