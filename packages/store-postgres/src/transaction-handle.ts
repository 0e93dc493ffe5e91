import type { ClientBase, PoolClient } from "pg";

/**
 * The connection as a handler gets it: itself, until the transaction ends. A handler that forgot an `await` gets an error
 * then, and so does one whose time is over: neither writes into whatever transaction is open by that time.
 *
 * @param assertOpen Throws when the transaction has ended.
 */
export function transactionHandle(client: ClientBase, assertOpen: () => void): PoolClient {
  const handle = new Proxy(client, {
    get(target, name) {
      assertOpen();
      if (name === "release" || name === "end") return leaveToTheStore;
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      // It may be kept and called later.
      return (...input: unknown[]) => {
        assertOpen();
        return member.apply(target, input);
      };
    },
  });
  return handle as PoolClient; // a client with the one thing more that a pool's has: `release`, above
}

function leaveToTheStore(): never {
  throw new Error("Leave the connection to the store: it is given back when the transaction ends.");
}
