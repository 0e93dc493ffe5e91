import type Stripe from "stripe";
import type { Instruments } from "../observability/instruments.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type {
  NoIntent,
  PageCall,
  StepCall,
  StripeAnswer,
  StripeGateway,
  StripePage,
} from "../ports/stripe-gateway.ts";
import type { CancelReason, JsonObject } from "../records/payment.ts";
import { accountOfEvent } from "./account-of-event.ts";
import { dateOf, readIntentAnswer, readPage, withoutIntent } from "./read-answer.ts";
import type { StripeClientFacts } from "./read-client.ts";
import { readIntent, readIntentOfEvent } from "./read-intent.ts";
import { readDispute, readRefund } from "./read-reversal.ts";
import { createSender } from "./send.ts";
import { createStripeTime } from "./stripe-time.ts";
import { createRequestTracer, ROUTES, type Route } from "./trace-request.ts";

/** The port to Stripe, on the application's own Stripe object. */
export function createStripeGateway(options: {
  stripe: Stripe;
  facts: StripeClientFacts & { livemode: boolean };
  installation: string;
  clock: Clock;
  ids: Ids;
  /** Longest that one call may take, whatever the clock does meanwhile. */
  deadlineMs: number;
  telemetry: Instruments;
}): StripeGateway {
  const { stripe, facts, clock, ids, deadlineMs, telemetry } = options;
  const { host, port } = facts;

  const trace = createRequestTracer({ telemetry, clock, host, port });
  const time = createStripeTime(clock);
  const send = createSender({ clock, ids, deadlineMs, trace, hear: time.hear });

  const sendForIntent = (
    route: Route,
    deadlineAt: Date,
    request: (options: Stripe.RequestOptions) => Promise<Stripe.Response<Stripe.PaymentIntent>>,
  ): Promise<StripeAnswer> =>
    send({ route, deadlineAt, request, read: readIntentAnswer, fail: (answer) => answer });

  /** One page of a list, a hundred at most. */
  const sendForPage = <Listed extends { readonly id: string }, Item>(
    route: Route,
    { deadlineAt, after }: PageCall,
    request: (
      page: { limit: number; starting_after?: string },
      options: Stripe.RequestOptions,
    ) => Promise<Stripe.ApiList<Listed>>,
    read: (listed: Listed) => Item | null,
  ): Promise<StripePage<Item>> => {
    const page = { limit: 100, ...(after === undefined ? {} : { starting_after: after }) };
    return send<Stripe.ApiList<Listed>, StripePage<Item>>({
      route,
      deadlineAt,
      request: (more) => request(page, { ...plain, ...more }),
      read: (list) => readPage(list, read),
      fail: withoutIntent,
    });
  };

  const plain: Stripe.RequestOptions = facts.address;
  // Written ahead for the account that this server serves, however a deploy has its requests say so.
  const addressOf = (account: string): Stripe.RequestOptions => {
    if (account === facts.account) return facts.address;
    return account === "" ? {} : { stripeAccount: account };
  };

  const pinned = (call: StepCall): Stripe.RequestOptions => ({
    idempotencyKey: call.idempotencyKey,
    apiVersion: call.request.apiVersion,
    ...addressOf(call.request.account),
  });

  return {
    livemode: facts.livemode,
    apiVersion: facts.apiVersion,
    account: facts.account,
    installation: options.installation,

    createPaymentIntent: (call) =>
      sendForIntent(ROUTES.create, call.deadlineAt, (more) =>
        stripe.paymentIntents.create(
          // Built by createRequest and pinned since: the SDK's own parameters as JSON.
          call.request.parameters as unknown as Stripe.PaymentIntentCreateParams,
          { ...pinned(call), ...more },
        ),
      ),

    confirmPaymentIntent: (paymentIntentId, call) =>
      sendForIntent(ROUTES.confirm, call.deadlineAt, (more) =>
        stripe.paymentIntents.confirm(
          paymentIntentId,
          // Built by confirmRequest and pinned since: the SDK's own parameters as JSON.
          call.request.parameters as unknown as Stripe.PaymentIntentConfirmParams,
          { ...pinned(call), ...more },
        ),
      ),

    retrievePaymentIntent: (paymentIntentId, { deadlineAt, withCharge = false }) =>
      sendForIntent(ROUTES.retrieve, deadlineAt, (more) =>
        stripe.paymentIntents.retrieve(
          paymentIntentId,
          withCharge ? { expand: ["latest_charge"] } : {},
          { ...plain, ...more },
        ),
      ),

    updatePaymentIntent: (paymentIntentId, { parameters, deadlineAt }) =>
      sendForIntent(ROUTES.update, deadlineAt, (more) =>
        stripe.paymentIntents.update(
          paymentIntentId,
          // Built out of the order's facts: the SDK's own parameters as JSON.
          parameters as unknown as Stripe.PaymentIntentUpdateParams,
          { ...plain, ...more },
        ),
      ),

    cancelPaymentIntent: (paymentIntentId, { reason, deadlineAt }) =>
      sendForIntent(ROUTES.cancel, deadlineAt, (more) =>
        stripe.paymentIntents.cancel(
          paymentIntentId,
          { cancellation_reason: CANCELLATION_REASONS[reason] },
          { ...plain, ...more },
        ),
      ),

    listPaymentIntents: ({ createdFrom, ...page }) =>
      sendForPage(
        ROUTES.listPaymentIntents,
        page,
        (paged, options) =>
          stripe.paymentIntents.list(
            { ...paged, created: { gte: secondsOf(createdFrom) }, expand: ["data.latest_charge"] },
            options,
          ),
        readIntent,
      ),

    listEvents: ({ createdFrom, createdTo, ...page }) =>
      sendForPage(
        ROUTES.listEvents,
        page,
        (paged, options) =>
          stripe.events.list(
            {
              ...paged,
              created: {
                gte: secondsOf(createdFrom),
                ...(createdTo === undefined ? {} : { lte: secondsOf(createdTo) }),
              },
            },
            options,
          ),
        // Out of JSON, and read as JSON: the SDK only names what Stripe sent.
        (event) => event as unknown as JsonObject,
      ),

    listRefunds: (paymentIntentId, page) =>
      sendForPage(
        ROUTES.listRefunds,
        page,
        (paged, options) =>
          stripe.refunds.list({ ...paged, payment_intent: paymentIntentId }, options),
        readRefund,
      ),

    listDisputes: (paymentIntentId, page) =>
      sendForPage(
        ROUTES.listDisputes,
        page,
        (paged, options) =>
          stripe.disputes.list({ ...paged, payment_intent: paymentIntentId }, options),
        readDispute,
      ),

    askTime: ({ deadlineAt }) =>
      send<Stripe.Response<unknown>, { kind: "time"; at: Date | null } | NoIntent>({
        route: ROUTES.askTime,
        deadlineAt,
        request: (more) => stripe.events.list({ limit: 1 }, { ...plain, ...more }),
        read: ({ lastResponse }) => ({ kind: "time", at: dateOf(lastResponse) }),
        fail: withoutIntent,
      }),

    readPaymentIntent: readIntentOfEvent,
    accountOfEvent: (event) => accountOfEvent(event, facts),
    timeAtStripe: time.now,
    keyMark: () => facts.keyMark,
  };
}

const CANCELLATION_REASONS = {
  replaced: "duplicate",
  refused: "duplicate",
  abandoned: "abandoned",
  not_payable: "abandoned",
  requested: "requested_by_customer",
  vanished: "abandoned",
} as const satisfies Record<CancelReason, Stripe.PaymentIntentCancelParams.CancellationReason>;

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1_000);
}
