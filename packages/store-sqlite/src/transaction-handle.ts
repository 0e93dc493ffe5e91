import type { DatabaseSync } from "node:sqlite";
import type { OpenTransaction } from "./writer.ts";

/**
 * The connection as a handler gets it: itself, until the transaction ends. A handler that forgot an `await` gets an error
 * then, and does not write into whatever transaction is open by that time.
 */
export function transactionHandle(database: DatabaseSync, open: OpenTransaction): DatabaseSync {
  return new Proxy(database, {
    get: (target, name) =>
      open.use(() => {
        const member: unknown = Reflect.get(target, name, target);
        // Native methods work on the connection only, not on a proxy of it.
        return typeof member === "function" ? member.bind(target) : member;
      }),
  });
}
