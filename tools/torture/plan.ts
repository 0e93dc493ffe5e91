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
  readonly role: ServerRole;
  /** Kills itself at this port call of this kind; null for a server that only others kill. */
  readonly fate: Fate | null;
}

/** What a server does beside answering. */
export interface ServerRole {
  readonly webhookMode: "inline" | "deferred";
  /** Whether a worker runs in it, and how often that one reconciles by itself. */
  readonly worker: { readonly reconcileEveryMs: number } | null;
  /** What is broken in it on purpose, so that a check can be seen to find it; null for nothing. */
  readonly flaw: Flaw | null;
}

/** Ways in which a server can be broken on purpose. */
export type Flaw =
  | "answers without recording"
  | "takes duplicates for new"
  | "takes the last first";

/** Which of the servers are given a point at which they die. */
export interface Fates {
  /** Of them all, from 0 to 1. */
  readonly share: number;
  /** It comes at one of this many calls. */
  readonly mostCalls: number;
}

/** How often things break: least and most milliseconds between two of a kind. */
export interface Tempo {
  readonly killMs: readonly [number, number];
  readonly postgresStopMs: readonly [number, number];
  readonly connectionCutMs: readonly [number, number];
  /** Share of Stripe's requests that each kind of fault strikes. */
  readonly stripeShare: number;
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
  "events.takeDue",
  "transaction",
  "handler",
  "stripe POST",
  "stripe GET",
];
