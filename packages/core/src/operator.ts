import { ownerOf } from "./decide/is-ours.ts";
import type { Engine } from "./engine.ts";
import { cancelPayment } from "./operations/cancel-payment.ts";
import {
  checkDeciding,
  checkListing,
  checkReconciling,
  checkResolving,
} from "./operations/check-operator-input.ts";
import { checkHealth, type Health, type HealthOptions } from "./operations/health.ts";
import { observerOf } from "./operations/observe-operation.ts";
import { type ReconcileOptions, type ReconcileReport, reconcile } from "./operations/reconcile.ts";
import { findOwnEvent, redriveEvent } from "./operations/redrive-event.ts";
import { redrivePayment } from "./operations/redrive-payment.ts";
import { resolveReview } from "./operations/resolve-review.ts";
import { findOwnPayment } from "./orders/find-own-payment.ts";
import type { PaymentQuery } from "./ports/payment-store.ts";
import type { EventQuery } from "./ports/webhook-event-store.ts";
import { listReviews } from "./reconciliation/list-reviews.ts";
import type { Resolution } from "./records/contradiction.ts";
import type { Owner } from "./records/owner.ts";
import type { Payment } from "./records/payment.ts";
import type { StrayCharge } from "./records/stray-charge.ts";
import type { WebhookEvent } from "./records/webhook-event.ts";

/** Narrows a listing; by default the newest 100. */
export type Narrowed<Query> = Omit<Query, keyof Owner | "limit"> & {
  readonly limit?: number;
};

/** What a person must see to. A charge has a `because`, a payment a `status`; both have an `id` to be resolved by. */
export type Review = Payment | StrayCharge;

/** What an operator does, all of it for the account, mode and installation of this process. Each throws {@link PaymentsError}. */
export interface Operator {
  /**
   * Whether payments are being looked after: what waits, what is stuck, what a person must decide, and whether this
   * server's clock agrees with Stripe's.
   *
   * @throws PaymentsError `store_unavailable`.
   */
  health(options?: HealthOptions): Promise<Health>;
  /**
   * Makes Stripe and the database agree, whatever was missed: reads Stripe's list of events, finishes what is due, compares
   * what was paid, cancels abandoned orphans, lists what a person must see to. Never starts a charge. Two at once do no harm.
   *
   * @returns What was found and done; parts that did not come to their end are in `problems`.
   * @throws PaymentsError `invalid_request` for an option that makes no sense; `store_unavailable`.
   */
  reconcile(options?: ReconcileOptions): Promise<ReconcileReport>;
  /** Lists payments, the newest first. @param query `after` takes `createdAt` and `id` of the last one for the next page. */
  list(query?: Narrowed<PaymentQuery>): Promise<Payment[]>;
  /** Finds a payment by our id (`pay_…`) or its PaymentIntent's (`pi_…`). @returns null when there is none. */
  find(id: string): Promise<Payment | null>;
  /**
   * What a person must see to, oldest first: payments in review, with unresolved contradictions, or with a handler that
   * failed too often (`redrive`), and charges at Stripe that no payment here stands for.
   *
   * @param options.limit Default 100.
   */
  reviews(options?: { limit?: number }): Promise<Review[]>;
  /**
   * Ends a review by a person's decision, once Stripe bears it out: it is asked about every PaymentIntent concerned, its
   * refunds and its disputes. A refund that is pending has not gone back; a dispute has once it is lost.
   *
   * @param id As `reviews` lists it.
   * @param as `"paid"`, for a payment in review whose money stays: the order counts as paid. `onPayment.succeeded` hears of it
   * with the reason `"resolved"`, and its `"review"` is no longer heeded. Money of other PaymentIntents stays to be seen to.
   * `"closed"`, after all the money went back: contradictions end, and a payment in review, or one that was paid, lets go of
   * its order, which may be paid anew. `"kept"`, for contradictions and stray charges: the money stays at Stripe and is
   * accounted for elsewhere; it is never listed again.
   * @param options.by Who decides, to be recorded: a name, a ticket.
   * @returns The payment or charge as it is then.
   * @throws PaymentsError `payment_not_found`; `invalid_request` when there is nothing to resolve or Stripe says otherwise.
   */
  resolve(id: string, as: Resolution, options?: { by?: string }): Promise<Review>;
  /**
   * Tells the application once more what its handlers failed at twenty times.
   *
   * @param paymentId Our id, as `reviews` lists it.
   * @returns The payment as it is then; what fails again is tried again with backoff.
   * @throws PaymentsError `payment_not_found`.
   */
  redrive(paymentId: string): Promise<Payment>;
  /**
   * Cancels the order's live payment if no money has moved. One that is authorised is canceled or captured at Stripe. One
   * whose PaymentIntent Stripe no longer knows is closed with the `cancelReason` `vanished`: check first that the key is of
   * the account that made it.
   *
   * @param orderRef The order's id, as text.
   * @param options.tenant Whose order, where `scope` names tenants.
   * @param options.by Who decides, to be recorded: a name, a ticket.
   * @returns The canceled payment; null when the order has none.
   * @throws PaymentsError `order_already_paid`, `payment_in_progress`, `payment_in_review`, and what Stripe's answer means.
   */
  cancel(orderRef: string, options?: { tenant?: string; by?: string }): Promise<Payment | null>;
  /** The inbox of Stripe's events. */
  readonly events: {
    /** Lists events, the newest first. @param query `after` takes `receivedAt` and `id` of the last one for the next page. */
    list(query?: Narrowed<EventQuery>): Promise<WebhookEvent[]>;
    /** Finds an event by Stripe's id (`evt_…`). @returns null when the inbox has none. */
    find(eventId: string): Promise<WebhookEvent | null>;
    /**
     * Gives an event that is dead, or waits for its next try, all its tries again and handles it at once.
     *
     * @returns The event as it is then: `done`, or `pending` after failing once more.
     * @throws PaymentsError `payment_not_found` when there is no such event; `invalid_request` for one that was handled.
     */
    redrive(eventId: string): Promise<WebhookEvent>;
  };
}

/** The operator's operations on this engine. */
export function operationsOf(engine: Engine): Operator {
  const { store, gateway } = engine;
  const owner = ownerOf(gateway);
  const observe = observerOf(engine);
  return {
    health: (options) => checkHealth(engine, options),
    reconcile: (options) =>
      observe("reconcile", async () => {
        checkReconciling(options);
        return reconcile(engine, options);
      }),
    list: async (query) => {
      checkListing(query);
      return store.payments.list({ limit: 100, ...query, ...owner });
    },
    find: (id) => findOwnPayment(engine, id),
    reviews: async ({ limit = 100 } = {}) => {
      checkListing({ limit });
      return listReviews(engine, limit);
    },
    resolve: (id, as, options) =>
      observe("resolve", async () => {
        checkResolving({ as, ...options });
        return resolveReview(engine, id, { as, by: options?.by ?? null });
      }),
    redrive: (paymentId) => observe("redrive", () => redrivePayment(engine, paymentId)),
    cancel: (orderRef, { tenant = "", by } = {}) =>
      observe("cancel", async () => {
        checkDeciding({ by });
        return cancelPayment(engine, { tenant, orderRef }, by ?? null);
      }),
    events: {
      list: async (query) => {
        checkListing(query);
        return store.events.list({ limit: 100, ...query, ...owner });
      },
      find: (eventId) => findOwnEvent(engine, eventId),
      redrive: (eventId) => redriveEvent(engine, eventId),
    },
  };
}
