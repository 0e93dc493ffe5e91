import type { Simulator } from "../../src/index.ts";

/** A server's request under an idempotency key. @returns What was answered. */
function post(simulator: Simulator, path: string, { body, key }: { body: string; key: string }) {
  const { status, body: answer } = simulator.engine.handle({
    method: "POST",
    path,
    query: "",
    headers: {
      authorization: `Bearer ${simulator.keys.secretKey}`,
      "content-type": "application/x-www-form-urlencoded",
      "idempotency-key": key,
      "stripe-version": "2026-10-28.endive",
    },
    body,
  });
  if (status === 200) return answer;
  throw new Error(answer);
}

/** @returns The id of a PaymentIntent for an order of its own. */
export function create(simulator: Simulator, order: string): string {
  const answer = post(simulator, "/v1/payment_intents", {
    body: `amount=1099&currency=usd&metadata[order]=${order}&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never`,
    key: `create ${order}`,
  });
  return JSON.parse(answer).id;
}

export function confirm(simulator: Simulator, paymentIntentId: string): void {
  post(simulator, `/v1/payment_intents/${paymentIntentId}/confirm`, {
    body: "payment_method=pm_card_visa",
    key: `confirm ${paymentIntentId}`,
  });
}
