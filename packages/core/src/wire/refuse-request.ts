import { PaymentsError } from "../errors.ts";
import type { Parsed } from "./contract.ts";

/** The validated request. @throws PaymentsError `invalid_request` with its issues. */
export function requestOrThrow<Request>(parsed: Parsed<Request>): Request {
  if (parsed.ok) return parsed.request;
  const first = parsed.issues[0];
  const where = first && first.path !== "" ? ` (${first.path})` : "";
  throw new PaymentsError(
    "invalid_request",
    `${first?.message ?? "The request is not valid."}${where}`,
    { details: { issues: parsed.issues } },
  );
}
