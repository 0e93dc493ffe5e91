import { nextDueAt } from "../decide/due.ts";
import { startAttempt } from "../decide/step-attempts.ts";
import type { Caller, Engine } from "../engine.ts";
import type { JsonObject, Payment } from "../payment.ts";
import { type Purchase, purchaseOfItsOwn } from "./load-purchase.ts";
import { createRequest } from "./stripe-parameters.ts";

/**
 * Reserves the purchase's payment before Stripe is called, its create written ahead with it.
 *
 * @param draft.id The id it will have, if this call is the one that inserts.
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
  },
): Promise<Payment> {
  const { id, purchase, method, clientKeyHash } = draft;
  const at = engine.clock.now();
  const orderRef = purchase.orderRef ?? purchaseOfItsOwn(id);
  const named = { ...purchase, order: { ...purchase.order, id: orderRef } };
  const blank: Payment = {
    id,
    tenant: caller.tenant,
    principal: caller.principal,
    account: engine.gateway.account,
    livemode: engine.gateway.livemode,
    orderRef,
    orderRequest: draft.orderRequest,
    attempt: 1,
    amount: purchase.amount,
    currency: purchase.currency,
    paymentIntentId: null,
    clientSecretHash: null,
    status: "creating",
    steps: [],
    method: null,
    namings: draft.naming === null ? [] : [draft.naming],
    customerId: purchase.order.customerId ?? null,
    cancelReason: null,
    lastError: null,
    effects: [],
    amountRefunded: 0,
    refunds: [],
    disputes: [],
    contradictions: [],
    dueAt: null,
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
  const request = createRequest(engine, named, id, method);
  const payment = startAttempt(blank, { step: "create", method, request, clientKeyHash, at });
  const dueAt = nextDueAt(payment, at, engine.settings.abandonAfterMs);
  return (await engine.store.payments.reserve({ ...payment, dueAt })).payment;
}
