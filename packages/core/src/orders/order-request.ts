import type { JsonObject, Payment } from "../records/payment.ts";
import { canonicalJson } from "../values/canonical-json.ts";
import type { ProcessRequest } from "../wire/contract.ts";

/** What is kept of a request, to ask for its order again. */
export function orderRequestOf({ body }: Pick<ProcessRequest, "body">): JsonObject {
  const { payment_method_id: _, ...orderRequest } = body;
  return orderRequest;
}

/** Whether a request asks for a payment's order in the words in which it was asked for last. */
export function asksForItsOrder(
  { orderRequest }: Pick<Payment, "orderRequest">,
  request: Pick<ProcessRequest, "body">,
): boolean {
  return canonicalJson(orderRequest) === canonicalJson(orderRequestOf(request));
}
