import type Stripe from "stripe";
import { emit } from "../events/emit.ts";
import type { DisputeRecord } from "../objects.ts";
import type { World } from "../world.ts";

/** What Stripe takes for a chargeback, and gives back with one that is won. Minor units. */
const FEE = 1500;
const AVAILABLE_AFTER_SECONDS = 2 * 24 * 60 * 60;

/** The bank takes the disputed amount; `charge.dispute.funds_withdrawn`. */
export function withdrawFunds(world: World, record: DisputeRecord): void {
  move(world, record, { sign: -1, category: "dispute", noun: "withdrawal" });
  emit(world, {
    account: record.account,
    type: "charge.dispute.funds_withdrawn",
    object: record.object,
  });
}

/** The bank gives it back; `charge.dispute.funds_reinstated`. */
export function reinstateFunds(world: World, record: DisputeRecord): void {
  move(world, record, { sign: 1, category: "dispute_reversal", noun: "reversal" });
  emit(world, {
    account: record.account,
    type: "charge.dispute.funds_reinstated",
    object: record.object,
  });
}

interface Movement {
  sign: 1 | -1;
  category: string;
  noun: string;
}

function move(world: World, { object }: DisputeRecord, { sign, category, noun }: Movement): void {
  const amount = sign * object.amount;
  const fee = -sign * FEE;
  const transaction: Stripe.BalanceTransaction = {
    id: world.ids.sibling("txn", object.charge),
    object: "balance_transaction",
    amount,
    available_on: world.seconds() + AVAILABLE_AFTER_SECONDS,
    balance_type: "payments",
    created: world.seconds(),
    currency: object.currency,
    description: `Chargeback ${noun} for ${object.charge}`,
    exchange_rate: null,
    fee,
    fee_details: [
      {
        amount: fee,
        application: null,
        currency: object.currency,
        description: sign < 0 ? "Dispute fee" : "Dispute fee refund",
        type: "stripe_fee",
      },
    ],
    net: amount - fee,
    reporting_category: category,
    source: object.id,
    status: "pending",
    type: "adjustment",
  };
  object.balance_transactions.push(transaction);
}
