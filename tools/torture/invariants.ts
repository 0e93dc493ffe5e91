import type { Simulator } from "@chargeonce/simulator";
import type { Told } from "./customers.ts";
import type { EffectRow, PaymentRow } from "./shop-database.ts";

export interface Evidence {
  readonly simulator: Simulator;
  readonly effects: readonly EffectRow[];
  readonly payments: readonly PaymentRow[];
  readonly customers: readonly Told[];
  /** Ids of the events that a server answered with a 2xx and that its store does not hold. */
  readonly lostEvents: readonly string[];
}

const ENDED = new Set(["succeeded", "canceled", "review"]);

/**
 * What must hold whoever was killed. Counted at Stripe and in what the handlers wrote.
 *
 * @returns One sentence for each violation.
 */
export function findViolations(evidence: Evidence): string[] {
  return [
    ...chargedTwice(evidence),
    ...lostOrInvented(evidence),
    ...toldWrongly(evidence),
    ...unended(evidence),
    ...evidence.lostEvents.map(
      (id) => `I7: ${id} was answered with a 2xx and is not in the inbox.`,
    ),
  ];
}

function* chargedTwice({ simulator }: Evidence): Generator<string> {
  for (const [orderId, charges] of byOrder(simulator.ledger.succeededCharges())) {
    if (charges.length > 1) yield `I1: ${orderId} was charged ${charges.length} times.`;
  }
}

function* lostOrInvented({ simulator, effects }: Evidence): Generator<string> {
  const charges = byOrder(simulator.ledger.succeededCharges());
  const paid = groupBy(
    effects.filter(({ kind }) => kind === "succeeded"),
    ({ orderId }) => orderId,
  );
  const inReview = new Set(
    effects.filter(({ kind }) => kind === "review").map(({ orderId }) => orderId),
  );
  // Nobody here contradicts Stripe, so there is nothing for a person to decide.
  for (const orderId of inReview)
    yield `I2: ${orderId} is in review, and nothing was wrong with it.`;
  for (const [orderId, [charge]] of charges) {
    const told = paid.get(orderId) ?? [];
    if (told.length === 0 && !inReview.has(orderId)) {
      yield `I2: ${orderId} was charged, and no handler was told.`;
    }
    if (told.length > 1) yield `I4: ${orderId} was told as paid ${told.length} times.`;
    if (told.some(({ amount }) => amount !== charge?.amount)) {
      yield `I3: ${orderId} was told with another amount than ${charge?.amount}.`;
    }
  }
  for (const orderId of paid.keys()) {
    if (!charges.has(orderId)) yield `I3: ${orderId} was told as paid, and was not charged.`;
  }
}

function* toldWrongly({ simulator, customers }: Evidence): Generator<string> {
  const charges = byOrder(simulator.ledger.succeededCharges());
  for (const { order, persona, answers } of customers) {
    const charged = charges.has(order.id);
    if (answers.includes("succeeded") && !charged) {
      yield `I2: the customer of ${order.id} was told "succeeded", and nothing was charged.`;
    }
    if (persona === "is declined and gives up" && charged) {
      yield `I8: the customer of ${order.id} was declined and gave up, and was charged.`;
    }
    if (MUST_PAY.has(persona) && !charged) {
      yield `I9: the customer of ${order.id}, who ${persona}, could not pay: ${answers.join(", ")}.`;
    }
  }
}

/** Those who do not leave before they are told. */
const MUST_PAY = new Set([
  "pays",
  "authenticates, then pays",
  "is declined, then pays",
  "fails to authenticate, then pays",
  "pays in two tabs",
  "taps twice",
  "confirms in the app",
  "confirms in the app and closes it",
]);

function* unended({ payments, simulator }: Evidence): Generator<string> {
  const intents = new Map(simulator.ledger.paymentIntents().map((intent) => [intent.id, intent]));
  for (const { id, orderId, status, intentId } of payments) {
    if (!ENDED.has(status)) yield `I9: payment ${id} of ${orderId} is left in ${status}.`;
    // A second intent of one payment may lie unconfirmed at Stripe: it is not stored, so it can never be charged.
    const there = intentId === null ? status : intents.get(intentId)?.status;
    if (status !== "review" && there !== status) {
      yield `I9: payment ${id} of ${orderId} is ${status} here, and ${intentId} is ${there} at Stripe.`;
    }
  }
}

function byOrder<T extends { metadata: Readonly<Record<string, string>> }>(charges: readonly T[]) {
  return groupBy(charges, ({ metadata }) => metadata.order_id ?? "no order");
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item)) ?? [];
    group.push(item);
    groups.set(key(item), group);
  }
  return groups;
}
