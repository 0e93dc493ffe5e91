import type { Simulator } from "@chargeonce/simulator";
import type { Wire } from "./wire.ts";

/** What Stripe, or something in front of it, answers, and what must follow. */
export interface Row {
  readonly answer: string;
  /** Makes the next request of this kind, and the gateway's own retries of it, be answered so. */
  strike(stripe: { simulator: Simulator; wire: Wire }, route: "create" | "confirm"): void;
  readonly status: number;
  readonly code: string;
  /** Whether the client is told when to come again. */
  readonly retry: boolean;
}

const failure = (fields: object) => ({ error: { message: "As Stripe would say.", ...fields } });
const ENDING = { create: "/v1/payment_intents", confirm: "/confirm" };

function canned(status: number, body: unknown, times = 1): Row["strike"] {
  return ({ wire }, route) => {
    for (let time = 0; time < times; time += 1) wire.answer(ENDING[route], { status, body });
  };
}

function fault(...next: Parameters<Simulator["faults"]["next"]>): Row["strike"] {
  const [kind, options] = next;
  return ({ simulator }, route) => void simulator.faults.next(kind, { ...options, route });
}

const UNKNOWN = { status: 503, code: "payment_outcome_unknown", retry: true } as const;
/** More often than the gateway asks before the deadline. */
const ALWAYS = { times: 100 };

/** Not executed, or nobody knows: the attempt stays open, and the same key is sent again. */
export const OPEN_ROWS: readonly Row[] = [
  {
    answer: "401",
    strike: canned(401, failure({ type: "invalid_request_error" })),
    status: 500,
    code: "stripe_misconfigured",
    retry: false,
  },
  {
    answer: "403",
    strike: canned(403, failure({ type: "invalid_request_error" })),
    status: 500,
    code: "stripe_misconfigured",
    retry: false,
  },
  {
    answer: "409 idempotency_key_in_use, every time",
    strike: fault("idempotency_key_in_use", ALWAYS),
    status: 409,
    code: "payment_in_progress",
    retry: true,
  },
  {
    answer: "429, every time",
    strike: fault("rate_limit_429", ALWAYS),
    status: 503,
    code: "stripe_rate_limited",
    retry: true,
  },
  {
    answer: "lock_timeout, every time",
    strike: fault("lock_timeout", ALWAYS),
    status: 503,
    code: "stripe_rate_limited",
    retry: true,
  },
  { answer: "502", strike: fault("error_502"), ...UNKNOWN },
  { answer: "503", strike: canned(503, failure({ type: "api_error" })), ...UNKNOWN },
  { answer: "504", strike: canned(504, "<html>Gateway Timeout</html>"), ...UNKNOWN },
  { answer: "a reset before Stripe read it", strike: fault("lose_request"), ...UNKNOWN },
  { answer: "a reset after it was executed", strike: fault("lose_response"), ...UNKNOWN },
  { answer: "a truncated body", strike: fault("truncate_body"), ...UNKNOWN },
  { answer: "a body that is no JSON", strike: fault("malformed_json"), ...UNKNOWN },
  { answer: "a 200 that is no PaymentIntent", strike: canned(200, {}), ...UNKNOWN },
];

/** Definite, and nothing was executed: the attempt is closed, and told. */
export const REFUSED_ROWS: readonly Row[] = [
  {
    answer: "400 of the method",
    strike: canned(
      400,
      failure({ type: "invalid_request_error", code: "resource_missing", param: "payment_method" }),
    ),
    status: 422,
    code: "payment_method_invalid",
    retry: false,
  },
  {
    answer: "400 of the amount",
    strike: canned(
      400,
      failure({ type: "invalid_request_error", code: "amount_too_small", param: "amount" }),
    ),
    status: 422,
    code: "amount_not_chargeable",
    retry: false,
  },
  {
    answer: "400 of anything else",
    strike: canned(
      400,
      failure({ type: "invalid_request_error", code: "parameter_unknown", param: "colour" }),
    ),
    status: 500,
    code: "internal_error",
    retry: false,
  },
  {
    answer: "404",
    strike: canned(404, failure({ type: "invalid_request_error", code: "resource_missing" })),
    status: 500,
    code: "stripe_misconfigured",
    retry: false,
  },
];

/** A 402, whatever it is called. */
export const DECLINED_ROWS: readonly Row[] = [
  {
    answer: "402 card_error",
    strike: canned(
      402,
      failure({ type: "card_error", code: "card_declined", decline_code: "generic_decline" }),
    ),
    status: 402,
    code: "card_declined",
    retry: false,
  },
  {
    answer: "402 of another type",
    strike: canned(402, failure({ type: "invalid_request_error", code: "expired_card" })),
    status: 402,
    code: "card_declined",
    retry: false,
  },
];
