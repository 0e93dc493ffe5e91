import type { World } from "./engine/world.ts";
import { type ChargedOnceOptions, chargedOnce } from "./ledger/charged-once.ts";
import {
  chargeRows,
  disputeRows,
  type LedgerCharge,
  type LedgerDispute,
  type LedgerPaymentIntent,
  type LedgerRefund,
  paymentIntentRows,
  refundRows,
} from "./ledger/rows.ts";
import { type LedgerTotal, totalOf } from "./ledger/total.ts";

export interface LedgerFilter {
  paymentIntentId?: string;
  /** Every named entry has to be equal. Charges, refunds and disputes go by the metadata of the charge. */
  metadata?: Readonly<Record<string, string>>;
  status?: string;
}

/** What really happened at this Stripe, for assertions such as "charged exactly once". Order of creation. */
export interface Ledger {
  charges(filter?: LedgerFilter): readonly LedgerCharge[];
  /** Charges that took or hold money, also if it was given back or released later. */
  succeededCharges(filter?: Omit<LedgerFilter, "status">): readonly LedgerCharge[];
  paymentIntents(filter?: LedgerFilter): readonly LedgerPaymentIntent[];
  refunds(filter?: LedgerFilter): readonly LedgerRefund[];
  disputes(filter?: LedgerFilter): readonly LedgerDispute[];
  /**
   * What came of all charges that the filter lets through, e.g. `total({ metadata: { order: "1" } })` →
   * `{ charges: 1, amount: 1099, refunded: 0, net: 1099, … }`.
   *
   * @throws Error When they are in several currencies.
   */
  total(filter?: Omit<LedgerFilter, "status">): LedgerTotal;
  /**
   * Totals apart: for each PaymentIntent by its id, or for each value of a metadata key. What lacks the key is left out.
   *
   * @throws Error When charges that belong together are in several currencies.
   */
  totals(by: "payment_intent" | { readonly metadata: string }): ReadonlyMap<string, LedgerTotal>;
  /**
   * Asserts that exactly one charge took or holds money; failed attempts and holds that were released do not count.
   *
   * @returns That charge.
   * @throws Error When there is none or more than one, or it took something else; the message lists what there is.
   */
  assertChargedOnce(
    filter?: Omit<LedgerFilter, "status">,
    expected?: ChargedOnceOptions,
  ): LedgerCharge;
}

export function createLedger(world: World): Ledger {
  const charges = (filter: LedgerFilter = {}) =>
    chargeRows(world).filter((row) => fits(row, row.paymentIntentId, filter));
  const refunds = (filter: LedgerFilter = {}) =>
    refundRows(world).filter((row) => fits(row, row.paymentIntentId, filter));
  const disputes = (filter: LedgerFilter = {}) =>
    disputeRows(world).filter((row) => fits(row, row.paymentIntentId, filter));
  const paymentIntents = (filter: LedgerFilter = {}) =>
    paymentIntentRows(world).filter((row) => fits(row, row.id, filter));
  const total = (filter: LedgerFilter = {}) =>
    totalOf({ charges: charges(filter), refunds: refunds(filter), disputes: disputes(filter) });

  return {
    charges,
    refunds,
    disputes,
    paymentIntents,
    total,
    succeededCharges: (filter = {}) => charges({ ...filter, status: "succeeded" }),
    totals(by) {
      const nameOf = (row: LedgerCharge) =>
        by === "payment_intent"
          ? row.paymentIntentId
          : Object.entries(row.metadata).find(([key]) => key === by.metadata)?.[1];
      const filterFor = (name: string): LedgerFilter =>
        by === "payment_intent" ? { paymentIntentId: name } : { metadata: { [by.metadata]: name } };
      const names = new Set(charges().flatMap((row) => nameOf(row) ?? []));
      return new Map([...names].map((name) => [name, total(filterFor(name))]));
    },
    assertChargedOnce: (filter = {}, expected = {}) =>
      chargedOnce(
        {
          about: describe(filter),
          charges: charges(filter),
          paymentIntents: paymentIntents(filter),
        },
        expected,
      ),
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

function describe({ paymentIntentId, metadata = {} }: LedgerFilter): string {
  const parts = [
    ...(paymentIntentId === undefined ? [] : [`PaymentIntent ${paymentIntentId}`]),
    ...Object.entries(metadata).map(([key, value]) => `metadata ${key}=${value}`),
  ];
  return parts.length === 0 ? "altogether" : `for ${parts.join(" with ")}`;
}
