import * as z from "zod";
import type { Caller, Engine } from "../engine.ts";
import { PaymentsError } from "../errors.ts";
import type { Order } from "../order.ts";
import type { JsonObject, Payment } from "../records/payment.ts";
import { checkChargeable, parseMajorAmount } from "../values/money.ts";
import { checkOrder } from "./check-order.ts";

/** What a request pays for, once the application or its bounds have agreed. */
export interface Purchase {
  /** Whether the order or the client named the amount. */
  readonly kind: "order" | "client-amount";
  /** The order's id; for a client's amount the purchase's; null when every request is its own. */
  readonly orderRef: string | null;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** Why it cannot be paid at all: its live payment is closed, and this is answered. Null when it can. */
  readonly refusal: PaymentsError | null;
  readonly order: Order;
}

/** Where the client sets the amount its key is the purchase, and `orderRef` is made of the key. */
const CLIENT_PREFIX = "client:";
/** A key that is shorter may be guessed: it names no purchase, and proves nothing of a guest whose order is gone. */
export const SHORTEST_PURCHASE_KEY = 16;

const orderSchema = z.object({
  id: z.union([z.string().min(1).max(400), z.number().int()]),
  amount: z.number().int().nonnegative(),
  currency: z.string().regex(/^[A-Za-z]{3}$/),
  payable: z.boolean().optional(),
  customerId: z.string().min(1).optional(),
  description: z.string().optional(),
  receiptEmail: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

/**
 * Asks the application for the order, checked for shape: a wrong answer is its bug, not the client's.
 *
 * @returns Null when there is none.
 */
export async function askForOrder(
  caller: Caller,
  body: JsonObject,
  operation: "process" | "confirm",
): Promise<Order | "client-amount" | null> {
  const answer = await caller.loadOrder(body, operation);
  if (answer === null || answer === undefined) return null;
  if (answer === "client-amount") return answer;
  const parsed = orderSchema.safeParse(answer);
  if (!parsed.success) {
    const problem = parsed.error.issues[0];
    throw new Error(
      `loadOrder returned an order whose ${problem?.path.join(".") || "shape"} is wrong (${problem?.message}); return { id, amount, currency } with the amount in minor units.`,
    );
  }
  if (String(answer.id).startsWith(CLIENT_PREFIX)) {
    throw new Error(
      `loadOrder returned an order id that starts with "${CLIENT_PREFIX}", which is reserved.`,
    );
  }
  checkOrder(answer);
  return answer;
}

/** The same. @throws PaymentsError `order_not_found` when there is none. */
export async function requireOrder(
  caller: Caller,
  body: JsonObject,
): Promise<Order | "client-amount"> {
  const order = await askForOrder(caller, body, "process");
  if (order !== null) return order;
  throw orderNotFound();
}

export function orderNotFound(): PaymentsError {
  return new PaymentsError("order_not_found", "There is no such order; check the order's id.");
}

/**
 * The purchase of a process request: the client's amount is an assertion about the order, or within the bounds.
 *
 * @throws PaymentsError `order_amount_mismatch`, `amount_not_chargeable`, `idempotency_key_required`, `idempotency_key_invalid`.
 */
export function agreePurchase(
  engine: Engine,
  order: Order | "client-amount",
  asked: { amount: number | string; currency: string },
  key: { sent: string | null; purchaseKey: string | null },
): Purchase {
  if (order === "client-amount") return clientPurchase(engine, asked, key);
  const currency = order.currency.toLowerCase();
  const { amount } = order;
  const purchase = { kind: "order", orderRef: String(order.id), amount, currency, order } as const;
  const refusal = unpayable(order);
  if (refusal !== null) return { ...purchase, refusal };
  if (inMinorUnits(engine, asked) !== amount || asked.currency !== currency) {
    throw new PaymentsError(
      "order_amount_mismatch",
      "The amount or the currency is not the order's; load the order again.",
    );
  }
  return { ...purchase, refusal: unchargeable(engine, amount, currency) };
}

/**
 * What the payment is for, as the order is now.
 *
 * @param order Null when there is none any more.
 * @returns The purchase; or why nothing of this payment may be confirmed.
 */
export function purchaseOf(
  payment: Payment,
  order: Order | "client-amount" | null,
): Pick<Purchase, "order" | "amount" | "currency"> | PaymentsError {
  const { amount, currency, orderRef } = payment;
  if (order === "client-amount" && orderRef.startsWith(CLIENT_PREFIX)) {
    return { order: { id: orderRef, amount, currency }, amount, currency };
  }
  if (order === null || order === "client-amount") {
    return gone(payment, "The order of this payment is gone; start over.");
  }
  if (String(order.id) !== orderRef) {
    return gone(payment, "The payment belongs to another order; start over.");
  }
  const refusal = unpayable(order);
  if (refusal !== null) return refusal;
  if (order.amount !== amount || order.currency.toLowerCase() !== currency) {
    return new PaymentsError(
      "order_amount_mismatch",
      "The order has changed since this payment was made; call process again.",
      { details: { payment_id: payment.id, next_step: "start_over" } },
    );
  }
  return { order, amount, currency };
}

function gone(payment: Payment, message: string): PaymentsError {
  const details = { payment_id: payment.id, next_step: "start_over" };
  return new PaymentsError("order_not_found", message, { details });
}

function unpayable({ payable, amount }: Order): PaymentsError | null {
  if (payable === false) {
    return new PaymentsError("order_not_payable", "The order cannot be paid now.");
  }
  if (amount > 0) return null;
  return new PaymentsError(
    "order_not_payable",
    "The order costs nothing: there is nothing to pay.",
    {
      details: { reason: "nothing_to_pay" },
    },
  );
}

function unchargeable(engine: Engine, amount: number, currency: string): PaymentsError | null {
  const refusal = checkChargeable(amount, currency, engine.settings.maxAmounts);
  return refusal === null ? null : new PaymentsError("amount_not_chargeable", refusal);
}

/** Whether no other payment can be for the same: its request had neither an order nor a key. */
export function isPurchaseOfItsOwn({ id, orderRef }: Pick<Payment, "id" | "orderRef">): boolean {
  return orderRef === purchaseOfItsOwn(id);
}

/** Where every request without a key is a purchase of its own: named after its payment. */
export function purchaseOfItsOwn(paymentId: string): string {
  return `${CLIENT_PREFIX}${paymentId}`;
}

function clientPurchase(
  engine: Engine,
  asked: { amount: number | string; currency: string },
  key: { sent: string | null; purchaseKey: string | null },
): Purchase {
  const bounds = engine.settings.clientAmount;
  if (bounds === null) {
    throw new Error('loadOrder returned "client-amount"; set allowClientAmount with its bounds.');
  }
  if (key.sent === null && engine.settings.requireIdempotencyKey !== false) {
    throw new PaymentsError(
      "idempotency_key_required",
      "Send an Idempotency-Key: without an order it is what names the purchase.",
    );
  }
  if (key.sent !== null && key.sent.length < SHORTEST_PURCHASE_KEY) {
    throw new PaymentsError(
      "idempotency_key_invalid",
      `The Idempotency-Key names the purchase here and needs at least ${SHORTEST_PURCHASE_KEY} characters.`,
    );
  }
  const { currency } = asked;
  const amount = inMinorUnits(engine, asked);
  if (!bounds.currencies.has(currency) || amount < bounds.min || amount > bounds.max) {
    throw new PaymentsError(
      "amount_not_chargeable",
      "The amount or the currency is outside what is accepted here.",
    );
  }
  const refusal = unchargeable(engine, amount, currency);
  if (refusal !== null) throw refusal;
  const orderRef = key.purchaseKey === null ? null : `${CLIENT_PREFIX}${key.purchaseKey}`;
  const order: Order = { id: orderRef ?? "", amount, currency };
  return { kind: "client-amount", orderRef, amount, currency, refusal, order };
}

function inMinorUnits(
  engine: Engine,
  asked: { amount: number | string; currency: string },
): number {
  if (engine.settings.amountUnit === "minor") return Number(asked.amount);
  const parsed = parseMajorAmount(asked.amount, asked.currency);
  if ("amount" in parsed) return parsed.amount;
  throw new PaymentsError("amount_not_chargeable", parsed.refusal);
}
