/**
 * What the READMEs suppose of their reader: that the packages are imported, and an application around the block with its
 * sessions, its orders and its test runner. Written beside the blocks when their types are checked.
 */
export const SURROUNDINGS = `
import type { Payments, PaymentsOptions, Order } from "@chargeonce/core";
import type { SqliteStore } from "@chargeonce/store-sqlite";
import type { StoreSubject } from "@chargeonce/testing";
import type { Express } from "express";
import type Stripe from "stripe";

declare global {
  const createPayments: typeof import("@chargeonce/core").createPayments;
  const PaymentsError: typeof import("@chargeonce/core").PaymentsError;
  const expressPayments: typeof import("@chargeonce/express").expressPayments;
  const it: typeof import("vitest").it;
  const assert: typeof import("node:assert/strict");

  const app: Express;
  const payments: Payments<undefined>;
  const stripe: Stripe;
  const store: SqliteStore;
  const webhookSecrets: readonly string[];
  const onPayment: { succeeded(): Promise<void> };
  const subject: () => Promise<StoreSubject<unknown>>;
  function findOrder(id: unknown, options: { ownedBy: string }): Promise<Order | null>;
  function readUser(authorization: string | null): Promise<{ id: string }>;
  function readSession(cookie: string | undefined): Promise<{ userId: string } | null>;
  function sendReceipt(receipt: { orderId: string; dedupeBy: string }): Promise<void>;

  /** The options that a block leaves out. */
  const shown: Omit<PaymentsOptions<{ user: { id: string } }>, "store" | "onPayment" | "onEvent"> & {
    store: SqliteStore;
    onPayment: "elsewhere";
  };

  namespace Express {
    /** As passport declares it. */
    interface Request {
      user: { id: string };
    }
  }
}
`;
