/** What HTTP said with an answer of Stripe's. */
export interface HttpFacts {
  readonly status: number | null;
  /** Stripe's `req_…`. */
  readonly requestId: string | null;
  /** Without a status: what kind of failure it was, by the SDK's name for it. */
  readonly failure: string | null;
}

/** Of what the SDK returned: its objects carry the response they came in. */
export function factsOfResponse(sent: unknown): HttpFacts {
  const response = memberOf(sent, "lastResponse");
  // Up to stripe 22, the fetch client hands over the Response itself, which calls it `status`.
  const status = memberOf(response, "statusCode") ?? memberOf(response, "status");
  return {
    status: numberOrNull(status),
    requestId: textOrNull(memberOf(response, "requestId")),
    failure: null,
  };
}

/** Of what the SDK threw. */
export function factsOfError(error: unknown): HttpFacts {
  const status = numberOrNull(memberOf(error, "statusCode"));
  return {
    status,
    requestId: textOrNull(memberOf(error, "requestId")),
    failure: status === null ? textOrNull(memberOf(error, "type")) : null,
  };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
