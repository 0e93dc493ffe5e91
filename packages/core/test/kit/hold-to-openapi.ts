import type { HttpBody, HttpFace, HttpRequest, HttpResponse, Payments } from "@chargeonce/core";
import { checkExchange, type Exchange } from "./check-exchange.ts";

/** The same payments, whose every HTTP exchange is held against docs/openapi.json: what it does not allow fails the test. */
export function holdToOpenapi<Context>(
  payments: Payments<Context>,
  amountUnit: Exchange["amountUnit"] = "minor",
): Payments<Context> {
  const http: HttpFace<Context> = {
    match: (path) => payments.http.match(path),
    handle: async (request) => {
      const response = await payments.http.handle(request);
      const faults = checkExchange({ ...exchangeOf(request, response), amountUnit });
      if (faults.length === 0) return response;
      throw new Error(`docs/openapi.json does not allow this exchange: ${faults.join("; ")}`);
    },
  };
  return { ...payments, http };
}

function exchangeOf(request: HttpRequest, response: HttpResponse) {
  return {
    path: request.path,
    request: { headers: request.headers, body: sentIn(request.body) },
    response: { ...response, body: JSON.parse(response.body) as unknown },
  };
}

/** Undefined for what cannot be read, which is never granted. */
function sentIn(body: HttpBody): unknown {
  if (body.kind === "parsed") return body.value;
  if (body.kind !== "raw") return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body.bytes));
  } catch {
    return undefined;
  }
}
