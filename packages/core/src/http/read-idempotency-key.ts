import { PaymentsError } from "../errors.ts";
import { parseIdempotencyKey } from "./parse-idempotency-key.ts";

/** The client's key out of its header; null without one. @throws PaymentsError `idempotency_key_invalid`. */
export function readIdempotencyKey(header: string | readonly string[] | undefined): string | null {
  const parsed = parseIdempotencyKey(header);
  if ("key" in parsed) return parsed.key;
  throw new PaymentsError("idempotency_key_invalid", parsed.problem);
}
