import type { Claimant } from "../decide/attempts/whose.ts";
import type { Caller } from "../engine.ts";
import type { Claim } from "../orders/idempotency.ts";
import type { Purchase } from "../orders/load-purchase.ts";
import type { CancelReason, Payment } from "../records/payment.ts";
import type { ProcessRequest } from "../wire/contract.ts";

/** One process request, once it is known who asks for what. */
export interface ProcessWish {
  readonly purchase: Purchase;
  /** The same, asked of the application once more. @throws PaymentsError when it contradicts what the request asserted. */
  askAgain(): Promise<Purchase>;
  readonly request: ProcessRequest;
  readonly caller: Caller;
  readonly clientKeyHash: string | null;
  /** SHA-256 of the client secret that the caller shows; null without one. */
  readonly shownSecretHash: string | null;
  /** SHA-256 of the client's key and its method; null without either. */
  readonly naming: string | null;
  /** The client's key as it was claimed; null without one. */
  readonly claim: Claim | null;
  readonly deadlineAt: Date;
}

/** One round's view: the order as it was asked last, and what this request has done so far. */
export interface Round {
  readonly wish: ProcessWish;
  readonly purchase: Purchase;
  readonly claimant: Claimant;
  /** Lets the client's key lead to the payment, before anything can go wrong with it. */
  point(payment: Payment): Promise<void>;
}

/** The payment has given way, or changed: the order needs another round. */
export interface Again {
  readonly again: true;
  /** Whether it was another caller's. */
  readonly tookOver: boolean;
}

/** Why a payment must give way to the order's next one. */
export interface GivesWay {
  readonly reason: CancelReason;
  readonly tookOver: boolean;
}
