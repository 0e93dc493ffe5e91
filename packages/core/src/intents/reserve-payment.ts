import { startAttempt } from "../decide/attempts/step-attempts.ts";
import { abandonAtOf, nextDueAt } from "../decide/due.ts";
import { ownerOf } from "../decide/is-ours.ts";
import type { Caller, Engine } from "../engine.ts";
import { type Purchase, purchaseOfItsOwn } from "../orders/load-purchase.ts";
import type { JsonObject, Payment } from "../records/payment.ts";
import { createRequest, customerOf, factsOf } from "./stripe-parameters.ts";

/**
 * Reserves the purchase's payment before Stripe is called, its create written ahead with it.
 *
 * @param draft.id The id it will have, if this call is the one that inserts.
 * @param draft.tookOver Whether another caller's payment gave way to it just now.
 * @returns The order's live payment, whoever inserted it.
 */
export async function reservePayment(
  engine: Engine,
  caller: Caller,
  draft: {
    id: string;
    purchase: Purchase;
    orderRequest: JsonObject;
    method: string | null;
    clientKeyHash: string | null;
    naming: string | null;
    tookOver: boolean;
  },
): Promise<Payment> {
  const { id, purchase, method, clientKeyHash } = draft;
  const at = engine.clock.now();
  const orderRef = purchase.orderRef ?? purchaseOfItsOwn(id);
  const named = { ...purchase, order: { ...purchase.order, id: orderRef } };
  const facts = factsOf(engine, named, id);
  const blank: Payment = {
    id,
    tenant: caller.tenant,
    principal: caller.principal,
    ownerKeyHash: clientKeyHash,
    shared: false,
    ...ownerOf(engine.gateway),
    reservedWith: await engine.gateway.keyMark(),
    orderRef,
    orderRequest: draft.orderRequest,
    attempt: 1,
    amount: purchase.amount,
    currency: purchase.currency,
    facts,
    factUpdate: { sent: 0, answered: 0, lastSentAt: null, pending: null, methods: [] },
    confirmationMethod: engine.settings.confirmationMethod,
    paymentIntentId: null,
    clientSecretHash: null,
    status: "creating",
    steps: [],
    droppedConfirms: 0,
    method: null,
    namings: draft.naming === null ? [] : [draft.naming],
    customerId: customerOf(facts),
    cancelReason: null,
    lastError: null,
    effects: [],
    amountReceived: 0,
    amountCapturable: 0,
    amountRefunded: 0,
    refunds: [],
    disputes: [],
    contradictions: [],
    lastActiveAt: at,
    tookOverAt: draft.tookOver ? at : null,
    actionExpiresAt: null,
    abandonAt: null,
    decisions: [],
    dueAt: null,
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
  const request = createRequest(engine, facts, method);
  const create = {
    step: "create",
    method,
    resolvedMethod: null,
    request,
    clientKeyHash,
    at,
  } as const;
  const started = startAttempt(blank, create);
  const abandonAt = abandonAtOf(started, engine.settings.abandonAfterMs);
  const payment: Payment = { ...started, abandonAt };
  const dueAt = nextDueAt(payment, at);
  return (await engine.store.payments.reserve({ ...payment, dueAt })).payment;
}
