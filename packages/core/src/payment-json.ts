import type { Payment } from "./payment.ts";
import type { StrayCharge } from "./ports/stray-charge-store.ts";

/** Names whose values are instants, wherever they stand in a record. */
const INSTANTS: ReadonlySet<string> = new Set([
  "at",
  "createdAt",
  "updatedAt",
  "dueAt",
  "firstSentAt",
  "lastSentAt",
  "lastActiveAt",
  "tookOverAt",
  "actionExpiresAt",
  "abandonAt",
  "seenAt",
  "resolvedAt",
]);

/** The whole payment as JSON text, for stores that keep it beside their key columns. */
export function paymentToJson(payment: Payment): string {
  return JSON.stringify(payment);
}

/**
 * The payment out of the text that {@link paymentToJson} made.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function paymentFromJson(text: string): Payment {
  const { orderRequest, facts, factUpdate, steps, ...rest } = JSON.parse(text) as Payment; // our own text, see paymentToJson
  return {
    ...revive(rest),
    // What the client sent and what Stripe is sent stay as they are, whatever their names.
    orderRequest,
    facts,
    factUpdate: { ...revive(factUpdate), pending: factUpdate.pending },
    steps: steps.map(({ request, ...step }) => ({ ...revive(step), request })),
  };
}

/** A stray charge as JSON text, for stores that keep it beside their key columns. */
export function strayToJson(stray: StrayCharge): string {
  return JSON.stringify(stray);
}

/**
 * The stray charge out of the text that {@link strayToJson} made.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function strayFromJson(text: string): StrayCharge {
  return revive(JSON.parse(text) as StrayCharge); // our own text, see strayToJson
}

function revive<Value>(value: Value): Value {
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([name, member]) => [
        name,
        INSTANTS.has(name) && typeof member === "string" ? new Date(member) : visit(member),
      ]),
    );
  };
  return visit(value) as Value; // same shape: only instants changed from text to Date
}
