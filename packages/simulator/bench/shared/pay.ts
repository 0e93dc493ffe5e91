import type { ApiRequest, Simulator } from "../../src/index.ts";

/** A server's request under an idempotency key. @returns What was answered. */
function post(simulator: Simulator, path: string, { body, key }: { body: string; key: string }) {
  return send(simulator, {
    method: "POST",
    path,
    query: "",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "idempotency-key": key,
    },
    body,
  });
}

function send(simulator: Simulator, request: ApiRequest): string {
  const headers = {
    authorization: `Bearer ${simulator.keys.secretKey}`,
    "stripe-version": "2026-10-28.endive",
    ...request.headers,
  };
  const { status, body } = simulator.engine.handle({ ...request, headers });
  if (status === 200) return body;
  throw new Error(body);
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

/** Gives one cent of it back, so that a dispute has something left to take. */
export function refund(simulator: Simulator, paymentIntentId: string): void {
  post(simulator, "/v1/refunds", {
    body: `payment_intent=${paymentIntentId}&amount=1`,
    key: `refund ${paymentIntentId}`,
  });
}

/** @param address Path and query. @returns What was answered. */
export function get(simulator: Simulator, address: string): string {
  const [path = "", query = ""] = address.split("?");
  return send(simulator, { method: "GET", path, query, headers: {}, body: "" });
}
