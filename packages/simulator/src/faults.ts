import { promiseWithResolve } from "./promise-with-resolve.ts";

/** Where a fault strikes. `create`, `confirm`, … are the PaymentIntent's; any route can be named in full. */
export type FaultRoute =
  | "create"
  | "retrieve"
  | "update"
  | "confirm"
  | "capture"
  | "cancel"
  | "events"
  | `${string}.${string}`;

export type Fault =
  /** The connection breaks before Stripe has read the request. */
  | "lose_request"
  /** Stripe executes, then the connection breaks. */
  | "lose_response"
  /** Nothing is executed; the 500 is saved under the idempotency key. */
  | "error_500_before"
  /** It is executed; the 500 is saved under the idempotency key. */
  | "error_500_after"
  /** A proxy before Stripe answers, in HTML. Nothing is executed or saved. */
  | "error_502"
  | "rate_limit_429"
  | "lock_timeout"
  | "idempotency_key_in_use"
  /** Executed; the body ends in the middle. */
  | "truncate_body"
  /** Executed; the body is complete and is no JSON. */
  | "malformed_json"
  /** Admitted, with its key in use and its object locked, and executed after this long. */
  | { readonly slowMs: number }
  /** Admitted and executed when `release` is called, even if the client has given up. */
  | "hang";

export interface FaultOptions {
  /** Only requests of this route; without it any request. */
  route?: FaultRoute;
  /** How many requests it strikes; 1 when absent. */
  times?: number;
}

/** A fault that was switched on. */
export interface FaultHandle {
  /** Lets a request go on that `hang` holds, now or when it arrives. */
  release(): void;
  /** Resolves when the fault strikes for the first time. */
  readonly struck: Promise<void>;
}

/** Switches for what goes wrong next. */
export interface Faults {
  /** Faults strike in the order in which they were switched on, one per request. */
  next(fault: Fault, options?: FaultOptions): FaultHandle;
  clear(): void;
}

export interface Strike {
  readonly fault: Fault;
  /** For `hang`: resolves when the request may go on. */
  readonly released: Promise<void>;
}

export interface FaultQueue extends Faults {
  /** Takes the fault, if any, that strikes a request of this route. */
  take(route: string | null): Strike | null;
}

interface Entry extends Strike {
  readonly route: FaultRoute | undefined;
  remaining: number;
  strike: () => void;
}

export function createFaultQueue(): FaultQueue {
  let entries: Entry[] = [];

  return {
    next(fault, { route, times = 1 } = {}) {
      const release = promiseWithResolve();
      const struck = promiseWithResolve();
      entries.push({
        fault,
        route,
        remaining: times,
        released: release.promise,
        strike: struck.resolve,
      });
      return { release: release.resolve, struck: struck.promise };
    },
    clear() {
      entries = [];
    },
    take(route) {
      const entry = entries.find((candidate) => strikes(candidate.route, route));
      if (!entry) return null;
      entry.remaining -= 1;
      if (entry.remaining <= 0) entries = entries.filter((other) => other !== entry);
      entry.strike();
      return entry;
    },
  };
}

function strikes(wanted: FaultRoute | undefined, route: string | null): boolean {
  if (wanted === undefined) return true;
  if (route === null) return false;
  if (wanted === "events") return route.startsWith("events.");
  return route === (wanted.includes(".") ? wanted : `payment_intents.${wanted}`);
}
