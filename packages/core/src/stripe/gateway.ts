import type Stripe from "stripe";
import type { CancelReason } from "../payment.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { StepCall, StripeAnswer, StripeGateway } from "../ports/stripe-gateway.ts";
import { classifyStripeError } from "./classify-error.ts";
import type { StripeClientFacts } from "./read-client.ts";
import { readIntent, readIntentOfEvent } from "./read-intent.ts";

/** Answers that mean "nothing was executed, ask again": worth another try inside the deadline. */
const WORTH_RETRYING: ReadonlySet<StripeAnswer["kind"]> = new Set(["in_use", "rate_limited"]);
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 3_000;

/** The port to Stripe, on the application's own Stripe object. */
export function createStripeGateway(options: {
  stripe: Stripe;
  facts: StripeClientFacts & { livemode: boolean };
  clock: Clock;
  ids: Ids;
  /** Longest that one call may take, whatever the clock does meanwhile. */
  deadlineMs: number;
}): StripeGateway {
  const { stripe, facts, clock, ids, deadlineMs } = options;

  /** Sends until the answer is worth telling or the deadline has come. */
  const send = async (
    deadlineAt: Date,
    request: (options: Stripe.RequestOptions) => Promise<Stripe.Response<Stripe.PaymentIntent>>,
  ): Promise<StripeAnswer> => {
    let last: StripeAnswer = { kind: "not_sent" };
    let pausedMs = 0;
    for (let tries = 0; ; tries += 1) {
      const remainingMs = deadlineAt.getTime() - clock.now().getTime();
      if (remainingMs <= 0) return last;
      const timeout = Math.min(remainingMs, deadlineMs);
      last = await once(() => request({ timeout, maxNetworkRetries: 0 }));
      if (!WORTH_RETRYING.has(last.kind)) return last;
      const ceilingMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** tries);
      const pauseMs = Math.ceil(ceilingMs * (0.5 + ids.fraction() / 2));
      if (clock.now().getTime() + pauseMs >= deadlineAt.getTime()) return last;
      // A clock that jumps back moves the deadline away; the pauses are counted without it.
      pausedMs += pauseMs;
      if (pausedMs >= deadlineMs) return last;
      await clock.sleep(pauseMs);
    }
  };

  const plain: Stripe.RequestOptions = facts.account === "" ? {} : { stripeAccount: facts.account };

  const pinned = (call: StepCall): Stripe.RequestOptions => ({
    idempotencyKey: call.idempotencyKey,
    apiVersion: call.request.apiVersion,
    ...(call.request.account === "" ? {} : { stripeAccount: call.request.account }),
  });

  return {
    livemode: facts.livemode,
    apiVersion: facts.apiVersion,
    account: facts.account,

    createPaymentIntent: (call) =>
      send(call.deadlineAt, (more) =>
        stripe.paymentIntents.create(
          // Built by createRequest and pinned since: the SDK's own parameters as JSON.
          call.request.parameters as unknown as Stripe.PaymentIntentCreateParams,
          { ...pinned(call), ...more },
        ),
      ),

    confirmPaymentIntent: (paymentIntentId, call) =>
      send(call.deadlineAt, (more) =>
        stripe.paymentIntents.confirm(
          paymentIntentId,
          // Built by confirmRequest and pinned since: the SDK's own parameters as JSON.
          call.request.parameters as unknown as Stripe.PaymentIntentConfirmParams,
          { ...pinned(call), ...more },
        ),
      ),

    retrievePaymentIntent: (paymentIntentId, { deadlineAt, withRefunds = false }) =>
      send(deadlineAt, (more) =>
        stripe.paymentIntents.retrieve(
          paymentIntentId,
          withRefunds ? { expand: ["latest_charge"] } : {},
          { ...plain, ...more },
        ),
      ),

    updatePaymentMethod: (paymentIntentId, { method, deadlineAt }) =>
      send(deadlineAt, (more) =>
        stripe.paymentIntents.update(
          paymentIntentId,
          { payment_method: method },
          { ...plain, ...more },
        ),
      ),

    cancelPaymentIntent: (paymentIntentId, { reason, deadlineAt }) =>
      send(deadlineAt, (more) =>
        stripe.paymentIntents.cancel(
          paymentIntentId,
          { cancellation_reason: CANCELLATION_REASONS[reason] },
          { ...plain, ...more },
        ),
      ),

    readPaymentIntent: readIntentOfEvent,
  };
}

const CANCELLATION_REASONS = {
  replaced: "duplicate",
  refused: "duplicate",
  abandoned: "abandoned",
  not_payable: "abandoned",
  requested: "requested_by_customer",
} as const satisfies Record<CancelReason, Stripe.PaymentIntentCancelParams.CancellationReason>;

async function once(
  request: () => Promise<Stripe.Response<Stripe.PaymentIntent>>,
): Promise<StripeAnswer> {
  try {
    const intent = await request();
    if (typeof intent.id !== "string" || typeof intent.status !== "string") {
      // A body cut off and repaired by a proxy, or none of Stripe's: nobody knows what was executed.
      return { kind: "unknown", message: "Stripe's answer was no PaymentIntent.", requestId: null };
    }
    return {
      kind: "intent",
      intent: readIntent(intent),
      replayed: isReplayed(intent.lastResponse),
    };
  } catch (error) {
    const answer = classifyStripeError(error);
    if (answer === null) throw error;
    return answer;
  }
}

/** Whether Stripe repeated a saved answer. Under the SDK's fetch client the headers are no record but a `Headers`. */
function isReplayed({ headers }: { headers: Readonly<Record<string, string>> | Headers }): boolean {
  const name = "idempotent-replayed";
  return (headers instanceof Headers ? headers.get(name) : headers[name]) === "true";
}
