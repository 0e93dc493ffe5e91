import type { Simulator } from "@chargeonce/simulator";

/** How a payment stands at Stripe. */
export interface TruePayment {
  readonly intentId: string;
  readonly status: string;
  /** In minor units; what a capture or a cancellation released is not in it. */
  readonly amountRefunded: number;
  /** Status of each dispute by its id. */
  readonly disputes: Readonly<Record<string, string>>;
}

export interface TrueEvent {
  readonly id: string;
  readonly type: string;
  /** `pi_…`; null for an event about something else. */
  readonly intentId: string | null;
}

/** Something that the shop must be told, named as {@link effectName} does. */
export interface Duty {
  readonly least: number;
  readonly most: number;
}

/** What Stripe knows, read from the simulator alone. */
export interface Truth {
  /** By our payment's id, which the intent's metadata name. */
  readonly payments: ReadonlyMap<string, TruePayment>;
  /** By the effect's name. What is not in it must not be told. */
  readonly duties: ReadonlyMap<string, Duty>;
  /** Names of effects of which both are told or neither: that a refund began, and that it failed. */
  readonly pairs: readonly (readonly [string, string])[];
}

const GAVE_NOTHING = new Set(["failed", "canceled"]);
const ENDS = new Set(["requires_capture", "succeeded", "canceled"]);
const OVER = new Set(["won", "lost", "warning_closed"]);
const ONCE: Duty = { least: 1, most: 1 };
const PERHAPS: Duty = { least: 0, most: 1 };

export const effectName = (effect: {
  kind: string;
  paymentId: string;
  about?: string;
  ended?: string;
}): string =>
  [effect.kind, effect.paymentId, effect.about ?? "", effect.ended ?? ""].join(" ").trimEnd();

export function readEvents(simulator: Simulator): TrueEvent[] {
  return simulator.events.list().map(({ id, type, data: { object } }) => {
    if (type.startsWith("payment_intent.")) return { id, type, intentId: idIn(object) };
    const about = "payment_intent" in object ? object.payment_intent : null;
    return { id, type, intentId: typeof about === "string" ? about : null };
  });
}

function idIn(object: object): string | null {
  return "id" in object && typeof object.id === "string" ? object.id : null;
}

export function readTruth(simulator: Simulator): Truth {
  const { ledger } = simulator;
  const refunds = groupBy(ledger.refunds(), "paymentIntentId");
  const disputes = groupBy(ledger.disputes(), "paymentIntentId");
  const charges = groupBy(ledger.charges(), "paymentIntentId");
  const told = readTold(simulator);
  const payments = new Map<string, TruePayment>();
  const duties = new Map<string, Duty>();
  const pairs: [string, string][] = [];
  for (const { id, status, metadata } of ledger.paymentIntents()) {
    const paymentId = metadata.payment_id ?? "";
    const expect = (duty: Duty, effect: { kind: string; about?: string; ended?: string }) => {
      const name = effectName({ ...effect, paymentId });
      duties.set(name, duty);
      return name;
    };
    if (status === "succeeded" || status === "canceled") expect(ONCE, { kind: status });
    // Who hears of it late may hear at once that the money was taken or let go.
    if (told.authorized.has(id)) expect(PERHAPS, { kind: "authorized" });
    // A failed try that is learned of when the end was told already is told no more.
    const hasEnded = ENDS.has(status);
    for (const charge of charges.get(id) ?? []) {
      if (charge.status !== "failed") continue;
      expect(hasEnded ? PERHAPS : ONCE, { kind: "failed", about: charge.id });
    }
    const most = told.failedBeforeCharge.get(id) ?? 0;
    if (most > 0) expect({ least: hasEnded ? 0 : most, most }, { kind: "failed" });
    const own = (refunds.get(id) ?? []).filter(({ released }) => !released);
    for (const { id: about, status: ended } of own) {
      const gaveNothing = GAVE_NOTHING.has(ended);
      const began = expect(gaveNothing ? PERHAPS : ONCE, { kind: "refunded", about });
      if (gaveNothing) pairs.push([began, expect(PERHAPS, { kind: "refunded", about, ended })]);
    }
    for (const { id: about, status: ended } of disputes.get(id) ?? []) {
      expect(ONCE, { kind: "disputed", about });
      if (OVER.has(ended)) expect(ONCE, { kind: "disputed", about, ended });
    }
    payments.set(paymentId, {
      intentId: id,
      status,
      amountRefunded: own
        .filter((refund) => !GAVE_NOTHING.has(refund.status))
        .reduce((sum, { amount }) => sum + amount, 0),
      disputes: Object.fromEntries(
        (disputes.get(id) ?? []).map((dispute) => [dispute.id, dispute.status]),
      ),
    });
  }
  return { payments, duties, pairs };
}

/** What only events tell: which intents were authorised, and how often each failed before there was a charge. */
function readTold(simulator: Simulator) {
  const authorized = new Set<string>();
  const failedBeforeCharge = new Map<string, number>();
  for (const { type, data } of simulator.events.list()) {
    if (type === "payment_intent.amount_capturable_updated") authorized.add(data.object.id);
    if (type !== "payment_intent.payment_failed") continue;
    const { id, last_payment_error: failure } = data.object;
    if (failure?.charge !== undefined) continue;
    failedBeforeCharge.set(id, (failedBeforeCharge.get(id) ?? 0) + 1);
  }
  return { authorized, failedBeforeCharge };
}

export function groupBy<Key extends string, Row extends Readonly<Record<Key, string>>>(
  rows: readonly Row[],
  key: Key,
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[key]) ?? [];
    group.push(row);
    groups.set(row[key], group);
  }
  return groups;
}
