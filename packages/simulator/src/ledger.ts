import type { World } from "./engine/world.ts";

/** One attempt to charge a card, as it stands now. */
export interface LedgerCharge {
  readonly id: string;
  readonly paymentIntentId: string;
  /** Minor units, as every amount here. */
  readonly amount: number;
  readonly currency: string;
  readonly status: "succeeded" | "failed";
  /** False while the amount is only held, and for failed ones. */
  readonly captured: boolean;
  readonly amountCaptured: number;
  readonly amountRefunded: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly livemode: boolean;
  readonly account: string;
  /** Unix seconds. */
  readonly created: number;
}

export interface LedgerPaymentIntent {
  readonly id: string;
  readonly amount: number;
  readonly amountReceived: number;
  readonly currency: string;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly livemode: boolean;
  readonly account: string;
  readonly created: number;
}

export interface LedgerFilter {
  paymentIntentId?: string;
  /** Every named entry has to be equal. */
  metadata?: Readonly<Record<string, string>>;
  status?: string;
}

/** What really happened at this Stripe, for assertions such as "charged exactly once". Order of creation. */
export interface Ledger {
  charges(filter?: LedgerFilter): readonly LedgerCharge[];
  /** Charges that took or hold money. */
  succeededCharges(filter?: Omit<LedgerFilter, "status">): readonly LedgerCharge[];
  paymentIntents(filter?: LedgerFilter): readonly LedgerPaymentIntent[];
}

export function createLedger(world: World): Ledger {
  function charges(filter: LedgerFilter = {}): readonly LedgerCharge[] {
    return [...world.charges.values()]
      .map(
        ({ object, account }): LedgerCharge => ({
          id: object.id,
          paymentIntentId: object.payment_intent ?? "",
          amount: object.amount,
          currency: object.currency,
          status: object.status === "succeeded" ? "succeeded" : "failed",
          captured: object.captured,
          amountCaptured: object.amount_captured,
          amountRefunded: object.amount_refunded,
          metadata: { ...object.metadata },
          livemode: object.livemode,
          account,
          created: object.created,
        }),
      )
      .filter((charge) => fits(charge, charge.paymentIntentId, filter));
  }

  return {
    charges,
    succeededCharges: (filter = {}) => charges({ ...filter, status: "succeeded" }),
    paymentIntents: (filter = {}) =>
      [...world.paymentIntents.values()]
        .map(
          ({ object, account }): LedgerPaymentIntent => ({
            id: object.id,
            amount: object.amount,
            amountReceived: object.amount_received,
            currency: object.currency,
            status: object.status,
            metadata: { ...object.metadata },
            livemode: object.livemode,
            account,
            created: object.created,
          }),
        )
        .filter((intent) => fits(intent, intent.id, filter)),
  };
}

function fits(
  row: { status: string; metadata: Readonly<Record<string, string>> },
  paymentIntentId: string,
  filter: LedgerFilter,
): boolean {
  return (
    (filter.paymentIntentId === undefined || filter.paymentIntentId === paymentIntentId) &&
    (filter.status === undefined || filter.status === row.status) &&
    Object.entries(filter.metadata ?? {}).every(([key, value]) => row.metadata[key] === value)
  );
}
