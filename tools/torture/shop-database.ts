import type { Payment, Store } from "@chargeonce/core";

/** What a handler wrote, as it lies in the shop's own table. Nothing in that table forbids a second one: it would be seen. */
export interface EffectRow {
  readonly kind: string;
  readonly orderId: string;
  readonly paymentId: string;
  /** In minor units. */
  readonly amount: number;
  /** The failed charge, the refund or the dispute that it is about; empty where it is about the payment alone. */
  readonly about: string;
  /** How the refund or dispute ended; empty when it began, and for everything else. */
  readonly ended: string;
}

/** What a handler of Stripe's events wrote. */
export interface HeardRow {
  /** Given in the handler's transaction: of two that came one after the other the later has the higher. */
  readonly seq: number;
  readonly eventId: string;
  readonly type: string;
  /** Of the server: `inline` when it handled at the delivery, `deferred` when its worker did. */
  readonly mode: string;
}

export interface PaymentRow {
  readonly id: string;
  readonly orderId: string;
  readonly status: string;
  /** `pi_…`, once it is stored. */
  readonly intentId: string | null;
}

export interface EffectToWrite extends Pick<EffectRow, "kind" | "about" | "ended"> {
  readonly payment: Payment;
}

/** A database with the payments and the shop's own table in it. */
export interface ShopDatabase<Tx> {
  readonly store: Store<Tx>;
  makeTables(): Promise<void>;
  writeEffect(tx: Tx, effect: EffectToWrite): Promise<void>;
  writeHeard(tx: Tx, heard: Omit<HeardRow, "seq">): Promise<void>;
  readEffects(): Promise<readonly EffectRow[]>;
  /** In the order of `seq`. */
  readHeard(): Promise<readonly HeardRow[]>;
  readPayments(): Promise<readonly PaymentRow[]>;
  close(): Promise<void>;
}
