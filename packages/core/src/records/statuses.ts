/** What a status of a payment, or of a PaymentIntent, means. */
interface Meaning {
  /** The payment holds its order: no other may be reserved. */
  readonly live: boolean;
  /** A client may still confirm it, and no money has moved. */
  readonly unconfirmed: boolean;
  /** We may cancel it: no money has moved, or no intent is stored. */
  readonly cancelable: boolean;
  /** Stripe takes another method, or other facts, before a confirm. A challenge is left as it is. */
  readonly changeable: boolean;
  /** Money has moved, or is on its way. */
  readonly moneyMoved: boolean;
  /** Stripe has the money, or holds it. */
  readonly moneyTaken: boolean;
  /**
   * Nothing that was sent before can move money any more. `processing` is none: it can fall back. Nor is a challenge or an
   * error, which may be somebody else's.
   */
  readonly closesAttempts: boolean;
  /** Stripe never leaves it again. */
  readonly absorbing: boolean;
  /** Nothing Stripe does can move the payment any more; `review` waits for a person. */
  readonly final: boolean;
}

const NOTHING: Meaning = {
  live: true,
  unconfirmed: false,
  cancelable: false,
  changeable: false,
  moneyMoved: false,
  moneyTaken: false,
  closesAttempts: false,
  absorbing: false,
  final: false,
};
const PAYABLE: Meaning = { ...NOTHING, unconfirmed: true, cancelable: true };
const MOVED: Meaning = { ...NOTHING, moneyMoved: true };
const HELD: Meaning = { ...MOVED, moneyTaken: true, closesAttempts: true };

/** `creating`, `review`, or Stripe's own status. Stripe's list is open: a new one is data, and holds its order. */
export type PaymentStatus =
  | "creating"
  | "requires_payment_method"
  | "requires_confirmation"
  | "requires_action"
  | "processing"
  | "requires_capture"
  | "succeeded"
  | "canceled"
  | "review"
  | (string & {});

const STATUSES: Readonly<Record<string, Meaning>> = {
  creating: { ...NOTHING, cancelable: true },
  requires_payment_method: { ...PAYABLE, changeable: true },
  requires_confirmation: { ...PAYABLE, changeable: true },
  requires_action: PAYABLE,
  processing: MOVED,
  requires_capture: HELD,
  succeeded: { ...HELD, absorbing: true, final: true },
  canceled: { ...NOTHING, live: false, closesAttempts: true, absorbing: true, final: true },
  review: { ...NOTHING, final: true },
};

/** Statuses by what they mean, see {@link Meaning}. A status that is not in the table means nothing but `live`. */
export const UNCONFIRMED = statusesThatAre("unconfirmed");
export const CANCELABLE = statusesThatAre("cancelable");
export const CHANGEABLE = statusesThatAre("changeable");
export const MONEY_MOVED = statusesThatAre("moneyMoved");
export const MONEY_TAKEN = statusesThatAre("moneyTaken");
export const CLOSES_ATTEMPTS = statusesThatAre("closesAttempts");
export const ABSORBING = statusesThatAre("absorbing");
export const FINAL = statusesThatAre("final");

/** Whether a payment in this status holds its order. */
export function holdsOrder(status: PaymentStatus): boolean {
  return !GIVEN_UP.has(status);
}

const GIVEN_UP = statusesThatAre("live", false);

function statusesThatAre(meaning: keyof Meaning, value = true): ReadonlySet<string> {
  const entries = Object.entries(STATUSES).filter(([, each]) => each[meaning] === value);
  return new Set(entries.map(([status]) => status));
}
