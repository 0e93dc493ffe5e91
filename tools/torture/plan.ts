import type { Store } from "@chargeonce/core";

export type StoreKind = "postgres" | "sqlite";

/** What one run is to be. */
export interface Plan {
  readonly store: StoreKind;
  /** How long the customers and the chaos go on; the healing afterwards takes its own time. */
  readonly seconds: number;
  /** Server processes at once. */
  readonly servers: number;
  /** Customers at once. */
  readonly customers: number;
  readonly seed: number;
}

/** What a server process is told. Keys come by the environment. */
export interface ServerOrders {
  readonly store: StoreKind;
  /** Path of the SQLite file, or URL of the Postgres database. */
  readonly database: string;
  readonly stripeUrl: string;
  /** How far its clock is ahead of the machine's, as Stripe's is. */
  readonly aheadMs: number;
  /** Kills itself at this port call of this kind; null for a server that only others kill. */
  readonly fate: Fate | null;
}

/** A named point of death: the n-th call of a port, before it was made or after it was answered. */
export interface Fate {
  readonly point: Point;
  /** From 1. */
  readonly n: number;
  readonly when: "before" | "after";
}

type MethodOf<Name extends "payments" | "idempotency" | "events"> =
  `${Name}.${Extract<keyof Store[Name], string>}`;

/** What a server touches the world by. */
export type Point =
  | MethodOf<"payments">
  | MethodOf<"idempotency">
  | MethodOf<"events">
  | "transaction"
  | "handler"
  | "stripe GET"
  | "stripe POST";

export const POINTS: readonly Point[] = [
  "payments.reserve",
  "payments.update",
  "payments.findLive",
  "payments.findByPaymentIntentId",
  "idempotency.claim",
  "events.record",
  "events.update",
  "transaction",
  "handler",
  "stripe POST",
  "stripe GET",
];
