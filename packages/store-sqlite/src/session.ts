import type { DatabaseSync } from "node:sqlite";
import { retryWhileBusy } from "./retry-while-busy.ts";
import { rollBack } from "./roll-back.ts";
import { translated } from "./sqlite-failure.ts";
import type { Turns } from "./turns.ts";
import {
  afterTheEnd,
  assertStillOpen,
  heldTooLong,
  takenByAnother,
  waitedTooLong,
} from "./writer-failure.ts";

/** Uses of the connection inside a transaction. Each throws when the transaction has ended. */
export interface OpenTransaction {
  /** Reads through the connection. */
  read<Result>(work: () => Result): Promise<Result>;
  /** Changes something through the connection. */
  write<Result>(work: () => Result): Promise<Result>;
  /** What a handler does with `tx`, which cannot wait. */
  now<Result>(work: () => Result): Result;
}

/** What all transactions of one writer share. */
export interface Ground {
  readonly database: DatabaseSync;
  readonly turns: Turns;
  /** The transaction that is open on the connection. */
  holder: Session | null;
  /** How long a write waits for its turn. */
  readonly waitMs: number;
  /** How long a transaction may stay open after its first write. */
  readonly holdMs: number;
  /** @throws PaymentsError `store_unavailable` when the store was closed. */
  assertOpen(): void;
}

/** One transaction of ours, from its begin to its end. */
export interface Session {
  readonly inside: OpenTransaction;
  begin(): Promise<void>;
  commit(): void;
  /** Ends it. Takes back what was not committed. */
  end(): void;
  /** Lets go of the connection at once, if nothing was written. @returns Whether it did; whoever asked has the turn then. */
  giveWay(): boolean;
}

/**
 * So long a transaction keeps the connection while its work has written nothing: most handlers end before that. Then others
 * may write, and the transaction begins anew when it writes.
 */
const PARK_MS = 250;

/** So long another process's write may keep a handler's `tx` waiting, which stops the event loop. */
const LONGEST_STOP_MS = 100;

// Immediate: the write lock is taken now, so that what is read in the transaction holds until its end.
export const BEGIN = "begin immediate";

export function createSession(ground: Ground): Session {
  const { database, turns, waitMs, holdMs } = ground;
  let phase: "open" | "parked" | "over" = "parked";
  let written = false;
  let failure: Error | null = null;
  let hasTurn = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let resuming: Promise<void> | null = null;

  const enter = () => {
    phase = "open";
    ground.holder = session;
  };
  const leave = (next: "parked" | "over") => {
    clearTimeout(timer);
    phase = next;
    if (ground.holder === session) ground.holder = null;
  };
  const passTurn = () => {
    if (hasTurn) turns.pass();
    hasTurn = false;
  };
  const letGo = (next: "parked" | "over") => {
    rollBack(database);
    leave(next);
    passTurn();
  };
  const noteWrite = () => {
    if (written) return;
    written = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      failure = heldTooLong(holdMs);
      letGo("over");
    }, holdMs);
  };
  const assertUsable = () => {
    if (failure !== null) throw failure;
    if (phase === "over") throw afterTheEnd();
    ground.assertOpen();
  };
  const beginInTurn = async () => {
    const deadline = performance.now() + waitMs;
    if (!(await turns.take(waitMs))) throw waitedTooLong(waitMs);
    hasTurn = true;
    try {
      assertUsable();
      if (phase === "parked") {
        await retryWhileBusy(() => database.exec(BEGIN), deadline);
        // Meanwhile the work may have ended, or the store.
        if (phase === "parked") enter();
        else rollBack(database);
      }
      assertUsable();
    } catch (error) {
      if (phase === "open") letGo("parked");
      else passTurn();
      throw error;
    }
  };
  /** `tx` is synchronous: it cannot wait for whoever has the connection. */
  const resumeNow = () => {
    const { holder } = ground;
    if (holder === null) hasTurn = turns.takeNow();
    else if (holder.giveWay()) hasTurn = true;
    else throw takenByAnother();
    try {
      translated(() => beginWithin(database, LONGEST_STOP_MS));
    } catch (error) {
      passTurn();
      throw error;
    }
    enter();
  };
  const useLater = async <Result>(work: () => Result): Promise<Result> => {
    assertUsable();
    if (phase === "parked") {
      resuming ??= beginInTurn().finally(() => {
        resuming = null;
      });
      await resuming;
      noteWrite();
    }
    assertUsable();
    assertStillOpen(database);
    return translated(work);
  };

  const session: Session = {
    inside: {
      read: useLater,
      write: async (work) => {
        const use = () => {
          noteWrite();
          return work();
        };
        return useLater(use);
      },
      now: (work) => {
        assertUsable();
        if (phase === "parked") resumeNow();
        noteWrite();
        assertStillOpen(database);
        return work();
      },
    },
    async begin() {
      await beginInTurn();
      timer = setTimeout(() => letGo("parked"), PARK_MS);
    },
    commit() {
      if (failure !== null) throw failure;
      if (phase !== "open") return; // it has written nothing
      translated(() => database.exec("commit"));
      leave("over");
      passTurn();
    },
    end() {
      if (phase === "open") letGo("over");
      else leave("over");
    },
    giveWay() {
      if (written || phase !== "open") return false;
      rollBack(database);
      leave("parked");
      hasTurn = false;
      return true;
    },
  };
  return session;
}

function beginWithin(database: DatabaseSync, ms: number): void {
  database.exec(`pragma busy_timeout = ${ms}`);
  try {
    database.exec(BEGIN);
  } finally {
    database.exec("pragma busy_timeout = 0");
  }
}
