import { HTTP_STATUS, type PaymentsErrorCode } from "@chargeonce/core";
import { describe, expect, it } from "vitest";
import { PROVOKE } from "../kit/provoke.ts";

const OURS = expect.stringMatching(/^pay_[0-9a-f]+$/);
const STRIPES = expect.stringMatching(/^req_[A-Za-z0-9]+$/);

/** The table of the wire contract: HTTP status and what the body says beside the code. */
const TABLE: Readonly<
  Record<PaymentsErrorCode, { status: number; retryAfter?: string; error: object }>
> = {
  invalid_request: {
    status: 400,
    error: {
      message: "currency is not a three-letter code: send one, for example usd. (currency)",
      issues: [
        {
          path: "currency",
          message: "currency is not a three-letter code: send one, for example usd.",
        },
      ],
    },
  },
  unsupported_media_type: {
    status: 415,
    error: { message: "Send JSON with Content-Type: application/json." },
  },
  payload_too_large: { status: 413, error: { message: "The body is too large." } },
  method_not_allowed: { status: 405, error: { message: "Only POST is answered here." } },
  idempotency_key_invalid: {
    status: 400,
    error: {
      message:
        "Idempotency-Key is not 1 to 255 visible ASCII characters without spaces: send one such key, for example a UUID.",
    },
  },
  idempotency_key_required: {
    status: 400,
    error: {
      message:
        "Send an Idempotency-Key header: one new key per tap, kept across the retries of that tap.",
    },
  },
  idempotency_key_reused: {
    status: 422,
    error: {
      message:
        "This Idempotency-Key was used for another request; make a new key for a new request.",
    },
  },
  unauthorized: { status: 401, error: { message: "Log in first." } },
  forbidden: { status: 403, error: { message: "This is somebody else's order." } },
  order_not_found: {
    status: 404,
    error: { message: "There is no such order; check the order's id." },
  },
  order_amount_mismatch: {
    status: 422,
    error: { message: "The amount or the currency is not the order's; load the order again." },
  },
  order_already_paid: {
    status: 409,
    error: {
      message: "The order has been paid.",
      payment_id: OURS,
      status: "succeeded",
      next_step: "none",
    },
  },
  order_not_payable: { status: 409, error: { message: "The order cannot be paid now." } },
  payment_in_progress: {
    status: 409,
    retryAfter: "2",
    error: {
      message: "The order's payment is being processed.",
      payment_id: OURS,
      status: "processing",
      next_step: "wait",
    },
  },
  amount_not_chargeable: {
    status: 422,
    error: {
      message: "The amount is below Stripe's minimum of 50 in USD's smallest unit: charge more.",
    },
  },
  payment_not_found: {
    status: 404,
    error: {
      message:
        "There is no such payment; call process for the order to get its current client_secret.",
    },
  },
  payment_method_required: {
    status: 409,
    error: {
      message: "There is no payment method to confirm with; send a payment_method_id.",
      payment_id: OURS,
      status: "requires_payment_method",
      next_step: "new_payment_method",
    },
  },
  payment_canceled: {
    status: 409,
    error: {
      message: "The payment was canceled; call process again.",
      payment_id: OURS,
      status: "canceled",
      next_step: "start_over",
    },
  },
  payment_method_invalid: {
    status: 422,
    error: {
      message: "Stripe cannot use this payment method here; create a new one.",
      payment_id: OURS,
      stripe_code: "resource_missing",
      request_id: STRIPES,
    },
  },
  card_declined: {
    status: 402,
    error: {
      message: "Your card has insufficient funds.",
      payment_id: OURS,
      status: "requires_payment_method",
      next_step: "new_payment_method",
      decline_code: "insufficient_funds",
      stripe_code: "card_declined",
      advice: "Use another card or ask the bank that issued it.",
      request_id: STRIPES,
    },
  },
  authentication_failed: {
    status: 402,
    error: {
      message: "The card could not be authenticated; try again or use another card.",
      payment_id: OURS,
      status: "requires_payment_method",
      next_step: "new_payment_method",
      stripe_code: "payment_intent_authentication_failure",
    },
  },
  payment_in_review: {
    status: 409,
    error: {
      message: "The payment is being looked at by the shop.",
      payment_id: OURS,
      status: "review",
      next_step: "wait",
    },
  },
  too_many_attempts: {
    status: 429,
    retryAfter: "3600",
    error: {
      message: "Too many tries to pay this order have failed; wait before the next one.",
      retryable: true,
      status: "requires_payment_method",
      payment_id: OURS,
    },
  },
  stripe_rate_limited: {
    status: 503,
    retryAfter: "2",
    error: {
      message: "Stripe is limiting requests and nothing was executed; repeat the request later.",
      payment_id: OURS,
      request_id: STRIPES,
    },
  },
  payment_outcome_unknown: {
    status: 503,
    retryAfter: "2",
    error: {
      message: "Stripe has not answered; repeat the same request to learn the outcome.",
      payment_id: OURS,
    },
  },
  store_unavailable: {
    status: 503,
    retryAfter: "2",
    error: {
      message: "The payment could not be recorded or looked up just now; repeat the same request.",
    },
  },
  stripe_misconfigured: {
    status: 500,
    error: {
      message: "The payment service is not set up correctly.",
      payment_id: OURS,
      request_id: STRIPES,
    },
  },
  raw_body_unavailable: {
    status: 500,
    error: { message: "Mount the webhook before express.json()." },
  },
  internal_error: {
    status: 500,
    error: {
      message: "Something went wrong here; the log has the error_id.",
      error_id: expect.stringMatching(/^err_[0-9a-f]+$/),
    },
  },
};

// An exhaustive record: its names are the codes.
const CODES = Object.keys(HTTP_STATUS) as PaymentsErrorCode[];

describe.each(CODES)("%s", (code) => {
  const { status, retryAfter, error } = TABLE[code];

  it(`is answered with ${status}${retryAfter === undefined ? "" : " and Retry-After"}, and exactly this`, async () => {
    const { reply } = await PROVOKE[code]();
    expect(reply.status).toBe(status);
    expect(reply.body).toEqual({ error: { code, retryable: retryAfter !== undefined, ...error } });
    expect(reply.headers["retry-after"]).toBe(retryAfter);
    expect(reply.headers.allow).toBe(code === "method_not_allowed" ? "POST" : undefined);
  });

  it("is JSON that nobody may store, and tells nobody's secrets", async () => {
    const { reply } = await PROVOKE[code]();
    expect(reply.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
    });
    const text = JSON.stringify([reply.body, reply.headers]);
    expect(text).not.toMatch(
      /_secret_|sk_test|whsec_|\.ts\b|node:|\bat [\w.]+ \(|ECONN|10\.0\.0\.7/,
    );
  });
});
