import type { FormHash } from "../engine/form-decoding.ts";

/** Where a fault strikes. `create`, `confirm`, … are the PaymentIntent's; any route can be named in full. */
export type FaultRoute =
  | "create"
  | "retrieve"
  | "update"
  | "confirm"
  | "capture"
  | "cancel"
  | "events"
  /** E.g. `refunds.create`, or all of a resource: `refunds.*`. */
  | `${string}.${string}`;

/** What the client meets while Stripe has yet to execute its request. */
export type LateAnswer =
  /** The connection breaks (ECONNRESET). */
  | "reset"
  /** Nothing comes, until the client gives up by its own timeout. */
  | "silence"
  /** Stripe's own 500, and it is not what the key will replay. */
  | "error_500"
  /** A proxy's, in HTML. */
  | "error_502"
  /** A proxy's, in HTML. */
  | "error_504";

/**
 * Late execution: the request is admitted, with its idempotency key in use and its object locked, and the client is given
 * an answer that tells nothing. Stripe executes it afterwards, whatever the client has done since. Until then the same
 * key is answered 409 `idempotency_key_in_use`; from then on it replays what really came of the request.
 *
 * Without a time it executes at `release()`. With one it does at whichever comes first. A request that Stripe refuses or
 * replays, and so does not execute, is answered as ever.
 */
export interface LateFault {
  readonly late: LateAnswer;
  /** Milliseconds of the simulated clock. Seen at the next request, at `advance`, and in real time while it listens. */
  readonly afterMs?: number;
  /** Milliseconds of this machine's time. */
  readonly afterRealMs?: number;
}

export type Fault =
  /** The connection breaks (ECONNRESET) before Stripe has read the request. */
  | "lose_request"
  /** Stripe executes, then the connection breaks (ECONNRESET). */
  | "lose_response"
  /** Nothing is executed and nothing is answered: the client waits until its own timeout, or `release()` breaks the connection. */
  | "silence_before"
  /** It is executed, and nothing is answered. */
  | "silence_after"
  /** Nothing is executed; the 500 is saved under the idempotency key. */
  | "error_500_before"
  /** It is executed; the 500 is saved under the idempotency key. */
  | "error_500_after"
  /** A proxy before Stripe answers, in HTML. Nothing is executed or saved. */
  | "error_502"
  /** Nothing is executed or saved. The SDK does not repeat it by itself. */
  | "rate_limit_429"
  /** The same with `Stripe-Should-Retry: true`, so that the SDK does. */
  | "rate_limit_429_should_retry"
  | "lock_timeout"
  | "idempotency_key_in_use"
  /** Executed; the body ends in the middle. */
  | "truncate_body"
  /** Executed; the body is complete and is no JSON. */
  | "malformed_json"
  /** Admitted, with its key in use and its object locked, and executed after this long, in real time. */
  | { readonly slowMs: number }
  /** Admitted and executed when `release` is called, even if the client has given up. */
  | "hang"
  | LateFault;

/** Which requests a fault may strike: those that fit everything that is named. Plain JSON. */
export interface FaultFilter {
  route?: FaultRoute;
  method?: "GET" | "POST" | "DELETE";
  /** E.g. `/v1/refunds`. */
  pathPrefix?: string;
  /** Every entry has to be in the request's `metadata`, or in that of an object which the request names. */
  metadata?: Readonly<Record<string, string>>;
  idempotencyKey?: string;
  /** Id of the account whose data the request is for: a connected one when `Stripe-Account` names it. */
  account?: string;
}

export interface FaultOptions extends FaultFilter {
  /** How many requests it strikes, or `Infinity`. When absent: 1, and no limit with `share`. */
  times?: number;
  /** From the n-th fitting request on; 1, the next one, when absent. A client's own retries count too. */
  nth?: number;
  /** The share of the fitting requests that it strikes, above 0 and up to 1. The same seed strikes the same ones. */
  share?: number;
  /** In process only: whether it may strike this request. Asked after the other filters. */
  when?: (request: FaultedRequest) => boolean;
}

/** What a filter sees of a request, which may yet turn out to be wrong in any way. */
export interface FaultedRequest {
  readonly method: string;
  readonly path: string;
  /** E.g. `payment_intents.confirm`; null when there is no such endpoint. */
  readonly route: string | null;
  /** As sent: texts, and hashes of them. */
  readonly params: FormHash;
  readonly idempotencyKey: string | null;
  /** Null when the request carries no key of the API that is known. */
  readonly account: string | null;
}

/** A fault that was switched on, as it stands now. Plain JSON. */
export interface FaultDescription extends FaultFilter {
  /** `fault_1`, `fault_2`, … */
  readonly id: string;
  readonly fault: Fault;
  readonly nth: number;
  readonly share: number;
  /** Whether a predicate of the process decides as well. */
  readonly when: boolean;
  /** How many requests fitted since it was switched on. */
  readonly seen: number;
  /** How many of them it struck. */
  readonly strikes: number;
  /** How many it may still strike: 0 when it is spent or switched off, null when there is no limit. */
  readonly remaining: number | null;
  /** How many requests it keeps from executing at the moment. */
  readonly held: number;
}

/** A fault that was switched on. */
export interface FaultHandle {
  readonly id: string;
  /** Lets requests go on that the fault holds (`hang`, late execution, silence), now or when they arrive. */
  release(): void;
  /** Resolves when the fault strikes for the first time. */
  readonly struck: Promise<void>;
}

/** Switches for what goes wrong next. */
export interface Faults {
  /**
   * Switches a fault on. Faults strike in the order in which they were switched on, one per request.
   *
   * @throws TypeError When the fault or an option is none, or no endpoint is called like the route.
   */
  next(fault: Fault, options?: FaultOptions): FaultHandle;
  /** In the order in which they were switched on. Of those that are spent the newest hundred. */
  list(): readonly FaultDescription[];
  /**
   * Switches one fault off, or all. What they hold stays held, and listed, until it is released.
   *
   * @returns Whether there was one.
   */
  clear(id?: string): boolean;
  /** What the handle's `release` does. @returns Whether there is such a fault. */
  release(id: string): boolean;
}
