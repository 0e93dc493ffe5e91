import type { Payment } from "./payment.ts";
import { revive } from "./revive.ts";

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
