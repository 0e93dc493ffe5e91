import type { DatabaseSync } from "node:sqlite";
import type { OpenTransaction } from "./session.ts";

/**
 * The connection as a handler gets it: itself, until the transaction ends, and so are the statements that it prepares. A
 * handler that forgot an `await`, or whose time is over, gets an error then, and does not write into whatever transaction is
 * open by that time.
 */
export function transactionHandle(database: DatabaseSync, open: OpenTransaction): DatabaseSync {
  return guarded(database, open);
}

function guarded<Target extends object>(target: Target, open: OpenTransaction): Target {
  return new Proxy(target, {
    get: (_target, name) => {
      const member: unknown = open.now(() => Reflect.get(target, name, target));
      if (typeof member !== "function") return member;
      // Native methods work on the object itself only, not on a proxy of it; and one may be kept and called later.
      return (...input: unknown[]) =>
        open.now(() => {
          const result: unknown = member.apply(target, input);
          return isStatement(name, result) ? guarded(result, open) : result;
        });
    },
  });
}

function isStatement(name: string | symbol, result: unknown): result is object {
  return name === "prepare" && typeof result === "object" && result !== null;
}
