import type { PaymentIntentSnapshot } from "../ports/stripe-gateway.ts";
import {
  type FactUpdate,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Payment,
} from "../records/payment.ts";
import { canonicalJson } from "../values/canonical-json.ts";

/** What must happen before an intent carries what the order says. */
export type FactsDifference =
  | { readonly kind: "none" }
  /** Stripe lets these be changed: its parameters, `""` takes one away. */
  | { readonly kind: "update"; readonly parameters: JsonObject }
  /** Stripe does not let these be changed: the intent gives way to another. */
  | { readonly kind: "replace"; readonly names: readonly string[] };

/** What Stripe lets one change on an unconfirmed PaymentIntent, and whether it can be taken away again. */
const CHANGEABLE: ReadonlyMap<string, { readonly removable: boolean }> = new Map([
  ["description", { removable: true }],
  ["receipt_email", { removable: true }],
  ["setup_future_usage", { removable: true }],
  ["shipping", { removable: true }],
  ["application_fee_amount", { removable: true }],
  ["amount_details", { removable: true }],
  ["payment_details", { removable: true }],
  ["payment_method_options", { removable: false }],
  ["statement_descriptor", { removable: false }],
  ["statement_descriptor_suffix", { removable: false }],
  ["transfer_group", { removable: false }],
]);

/**
 * Compares what the order says with what the intent carries.
 *
 * @param carried What was last asked of Stripe, see `Payment.facts`.
 * @param wanted The same for the order as it is now.
 * @param intent As fetched just now, because the Dashboard can change it too; null while there is none.
 */
export function compareFacts(
  carried: JsonObject,
  wanted: JsonObject,
  intent: PaymentIntentSnapshot | null,
): FactsDifference {
  const now = intent === null ? carried : asShown(carried, wanted, intent);
  const names = new Set([...Object.keys(now), ...Object.keys(wanted)]);
  const parameters: JsonObject = {};
  const fixed: string[] = [];
  for (const name of names) {
    const [before, after] = [now[name], wanted[name]];
    if (isSame(before, after)) continue;
    const change = changeOf(name, before, after);
    if (change === undefined) fixed.push(name);
    else parameters[name] = change;
  }
  if (fixed.length > 0) return { kind: "replace", names: fixed };
  return Object.keys(parameters).length === 0 ? { kind: "none" } : { kind: "update", parameters };
}

/** How an intent comes to carry what the order says. */
export type FactsPlan =
  | { readonly kind: "carried" }
  | { readonly kind: "send"; readonly change: NonNullable<FactUpdate["pending"]> }
  /** An earlier change, to something else, may still arrive and would overwrite this one: only a cancel fences it. */
  | { readonly kind: "in_doubt" }
  | { readonly kind: "replace" };

/** What to do so that the intent carries what the order says. @param intent As fetched just now. */
export function planFacts(
  payment: Payment,
  intent: PaymentIntentSnapshot,
  facts: JsonObject,
): FactsPlan {
  const difference = compareFacts(payment.facts, facts, intent);
  if (difference.kind === "replace") return difference;
  const { pending } = payment.factUpdate;
  if (pending !== null && !isSame(pending.facts, facts)) return { kind: "in_doubt" };
  if (difference.kind === "none") return { kind: "carried" };
  // Somebody sent the same: repeating it is as good as waiting for its answer.
  return { kind: "send", change: pending ?? { parameters: difference.parameters, facts } };
}

/** What to tell Stripe; undefined when it takes no such change. */
function changeOf(
  name: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): JsonValue | undefined {
  if (name === "metadata") return metadataChange(before, after);
  // A customer can be named where there was none, and never be exchanged.
  if (name === "customer") return before === undefined ? after : undefined;
  const rule = CHANGEABLE.get(name);
  if (rule === undefined) return undefined;
  if (after === undefined) return rule.removable ? "" : undefined;
  // Whether Stripe forgets what a nested object no longer names is written nowhere: then the intent gives way.
  return before !== undefined && losesMembers(before, after) ? undefined : after;
}

/** Stripe merges metadata: a key that is gone is taken away by an empty text. */
function metadataChange(before: JsonValue | undefined, after: JsonValue | undefined): JsonObject {
  const [old, wanted] = [membersOf(before), membersOf(after)];
  const gone = Object.keys(old).filter((key) => !Object.hasOwn(wanted, key));
  const changed = Object.entries(wanted).filter(([key, value]) => !isSame(old[key], value));
  return Object.fromEntries([...gone.map((key) => [key, ""] as const), ...changed]);
}

function losesMembers(before: JsonValue, after: JsonValue): boolean {
  if (!isJsonObject(before)) return false;
  if (!isJsonObject(after)) return true;
  return Object.entries(before).some(([name, value]) => {
    const next = after[name];
    return next === undefined || losesMembers(value, next);
  });
}

/** The facts as the intent shows them, as far as it shows them in the words that were used to set them. */
function asShown(
  carried: JsonObject,
  wanted: JsonObject,
  intent: PaymentIntentSnapshot,
): JsonObject {
  const shown: Readonly<Record<string, JsonValue | null>> = {
    amount: intent.amount,
    currency: intent.currency,
    customer: intent.customerId,
    description: intent.description,
    receipt_email: intent.receiptEmail,
    setup_future_usage: intent.setupFutureUsage,
    capture_method: intent.captureMethod === "manual" ? "manual" : null,
    metadata: ownMetadata(carried, wanted, intent),
  };
  const facts: JsonObject = { ...carried };
  for (const [name, value] of Object.entries(shown)) {
    // What neither we nor the order ever named is the Dashboard's or the app's own; but consent to save is the order's.
    const isNamed = Object.hasOwn(carried, name) || Object.hasOwn(wanted, name);
    if (!isNamed && name !== "setup_future_usage") continue;
    if (value === null) delete facts[name];
    else facts[name] = value;
  }
  return facts;
}

function ownMetadata(carried: JsonObject, wanted: JsonObject, intent: PaymentIntentSnapshot) {
  const ours = { ...membersOf(carried.metadata), ...membersOf(wanted.metadata) };
  return Object.fromEntries(
    Object.entries(intent.metadata).filter(([key]) => Object.hasOwn(ours, key)),
  );
}

function membersOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function isSame(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalJson(one) === canonicalJson(other);
}
