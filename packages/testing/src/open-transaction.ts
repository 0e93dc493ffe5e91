import assert from "node:assert/strict";
import type { Store, UnitOfWork } from "@chargeonce/core";
import { createGate } from "./together.ts";

/** A transaction that has done its work and waits. */
export interface OpenTransaction {
  /** Resolves when the work is done and the transaction is still open. */
  readonly begun: Promise<void>;
  /** Lets the transaction fail. */
  fail(): void;
  /** Resolves when it has failed as it was told to. */
  readonly ended: Promise<void>;
}

/** Begins a transaction that does `work` and stays open, so that a law can look at the store meanwhile. */
export function openTransaction<Tx>(
  store: Required<Store<Tx>>,
  work: (unit: UnitOfWork<Tx>) => Promise<void>,
): OpenTransaction {
  const done = createGate();
  const failing = createGate();
  const reason = new Error("The transaction was told to fail.");
  const ended = store
    .transaction(async (unit) => {
      await work(unit);
      done.open();
      await failing.passed;
      throw reason;
    })
    .catch((error: unknown) => assert.equal(error, reason));
  return { begun: Promise.race([done.passed, ended]), fail: failing.open, ended };
}
