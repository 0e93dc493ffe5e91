import type { ApiResponse } from "@chargeonce/simulator";
import type { Sent } from "./history.ts";

/** One line about a request that arrived. */
export function describeArrival(
  { route, intentId, call, stripeKey }: Sent,
  response: ApiResponse,
  how: string,
): string {
  const whose = call === null ? "" : ` for ${describeTap(call.tap)}`;
  const body = JSON.parse(response.body);
  const status = body.error
    ? `${response.status} ${body.error.code ?? body.error.type}`
    : (body.status ?? "");
  const method = body.error ? "" : body.payment_method ? ` with ${body.payment_method}` : "";
  const replayed = response.headers["idempotent-replayed"] === "true" ? " (replayed)" : "";
  const under = stripeKey === null ? "" : ` key ${stripeKey.slice(0, 6)}`;
  return `${route} ${intentId ?? body.id ?? ""}${under}${whose}${how} -> ${status}${method}${replayed}`;
}

export function describeTap(tap: {
  id: number;
  caller: string;
  operation: string;
  key: string | null;
}): string {
  return `${tap.caller}'s ${tap.operation} ${tap.key === null ? `#${tap.id} without key` : tap.key}`;
}
