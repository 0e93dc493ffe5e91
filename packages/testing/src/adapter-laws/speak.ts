import assert from "node:assert/strict";
import type { HttpBody } from "@chargeonce/core";

/** What Ada's app sends to pay. */
export const PROCESS = '{"amount":1050,"currency":"usd","order_id":"order_1"}';

export const JSON_TYPE = [
  ["content-type", "application/json"],
  ["x-visitor", "ada"],
] as const;

/** Posts JSON as Ada. */
export function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-visitor": "ada", ...headers },
    body,
  });
}

/** A request of Ada's for an order, by its name. */
export function ordering(orderId: string): string {
  return JSON.stringify({ amount: 1050, currency: "usd", order_id: orderId });
}

/** That the body was handed over as exactly these bytes. */
export function assertBytes(body: HttpBody, expected: Uint8Array): void {
  assert.equal(body.kind, "raw");
  assert.ok(body.kind === "raw"); // for the compiler, which does not learn it from `equal`
  assert.equal(Buffer.from(body.bytes).toString("hex"), Buffer.from(expected).toString("hex"));
}
