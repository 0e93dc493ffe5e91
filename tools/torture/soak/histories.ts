import type { Simulator } from "@chargeonce/simulator";

/** A payment whose PaymentIntent lies at Stripe, unconfirmed. */
export interface Begun {
  readonly intentId: string;
  readonly secret: string;
  /** In minor units. */
  readonly amount: number;
}

/** What happens to a payment at Stripe without any server of the shop's. */
interface History {
  /** Whether the money is only authorised at first. */
  readonly holds: boolean;
  /** @returns What happens later; nothing when that was all. */
  readonly live: (at: Counter, payment: Begun) => Later | undefined;
}

export type Later = () => void;

/** Where customers, banks and the Dashboard act. */
interface Counter {
  readonly simulator: Simulator;
  /** With the secret key, as the Dashboard does. @throws Error When it is refused. */
  dashboard(path: string, parameters?: Readonly<Record<string, string>>): void;
}

const GOOD = "pm_card_visa";
const DECLINED = "pm_card_visa_chargeDeclined";
const SECURED = "pm_card_threeDSecure2Required";

const take = (live: History["live"]): History => ({ holds: false, live });
const hold = (live: History["live"]): History => ({ holds: true, live });

const HISTORIES: readonly History[] = [
  // paid
  take((at, payment) => pay(at, payment, GOOD)),
  // declined, then paid
  take((at, payment) => {
    pay(at, payment, DECLINED);
    return () => pay(at, payment, GOOD);
  }),
  // declined twice, and given up
  take((at, payment) => {
    pay(at, payment, DECLINED);
    pay(at, payment, DECLINED);
  }),
  // authenticated
  take((at, payment) => {
    pay(at, payment, SECURED);
    return () => at.simulator.authenticate(payment.intentId, "complete");
  }),
  // not authenticated, then paid
  take((at, payment) => {
    pay(at, payment, SECURED);
    at.simulator.authenticate(payment.intentId, "fail");
    return () => pay(at, payment, GOOD);
  }),
  // abandoned
  take(() => undefined),
  // canceled in the Dashboard
  take((at, payment) => {
    pay(at, payment, DECLINED);
    return () => at.dashboard(`payment_intents/${payment.intentId}/cancel`);
  }),
  // authorised, then captured
  hold((at, payment) => {
    pay(at, payment, GOOD);
    return () => at.dashboard(`payment_intents/${payment.intentId}/capture`);
  }),
  // authorised, then captured in part, then some of that given back
  hold((at, payment) => {
    pay(at, payment, GOOD);
    return () => {
      const part = String(Math.ceil(payment.amount / 2));
      at.dashboard(`payment_intents/${payment.intentId}/capture`, { amount_to_capture: part });
      refund(at, payment, 100);
    };
  }),
  // authorised, then released
  hold((at, payment) => {
    pay(at, payment, GOOD);
    return () => at.dashboard(`payment_intents/${payment.intentId}/cancel`);
  }),
  // given back at once
  take((at, payment) => {
    pay(at, payment, GOOD);
    refund(at, payment, payment.amount);
  }),
  // given back in two parts
  take((at, payment) => {
    pay(at, payment, GOOD);
    refund(at, payment, 300);
    return () => refund(at, payment, payment.amount - 300);
  }),
  // given back, and that fails afterwards
  take((at, payment) => {
    pay(at, payment, "pm_card_refundFail");
    return () => refund(at, payment, payment.amount);
  }),
  // given back, which takes its time
  take((at, payment) => {
    pay(at, payment, "pm_card_pendingRefund");
    refund(at, payment, 200);
  }),
  // disputed, and won
  take((at, payment) => {
    pay(at, payment, GOOD);
    const { id } = at.simulator.dispute(payment.intentId);
    return () =>
      at.dashboard(`disputes/${id}`, { "evidence[uncategorized_text]": "winning_evidence" });
  }),
  // disputed, and lost
  take((at, payment) => {
    pay(at, payment, GOOD);
    const { id } = at.simulator.dispute(payment.intentId, { reason: "product_not_received" });
    return () => at.dashboard(`disputes/${id}/close`);
  }),
  // disputed in part after some was given back, and not over
  take((at, payment) => {
    pay(at, payment, GOOD);
    refund(at, payment, 400);
    return () => void at.simulator.dispute(payment.intentId, { amount: 500 });
  }),
];

/** Whether the n-th payment is only authorised at first. */
export const isHeld = (n: number): boolean => historyOf(n).holds;

/** Lives the first part of the n-th payment. @returns The second; nothing when there is none. */
export function live(simulator: Simulator, n: number, payment: Begun): Later | undefined {
  return historyOf(n).live({ simulator, dashboard: dashboardOf(simulator) }, payment);
}

function historyOf(n: number): History {
  const history = HISTORIES[n % HISTORIES.length];
  if (history === undefined) throw new Error(`There is no ${n}-th history.`);
  return history;
}

function pay({ simulator }: Counter, { secret }: Begun, card: string): undefined {
  simulator.confirmOnClient(secret, { paymentMethod: card });
}

function refund(at: Counter, { intentId }: Begun, amount: number): void {
  at.dashboard("refunds", { payment_intent: intentId, amount: String(amount) });
}

function dashboardOf({ engine, keys }: Simulator): Counter["dashboard"] {
  return (path, parameters = {}) => {
    const { status, body } = engine.handle({
      method: "POST",
      path: `/v1/${path}`,
      query: "",
      headers: { authorization: `Bearer ${keys.secretKey}` },
      body: new URLSearchParams(parameters).toString(),
    });
    if (status !== 200) throw new Error(`Stripe refused ${path}: ${body}`);
  };
}
