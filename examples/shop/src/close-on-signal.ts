import type { Server, ServerResponse } from "node:http";

/** Longer than a payment may take at Stripe. After it, who still has not finished is cut off. */
const PATIENCE_MS = 25_000;

/**
 * Ends the process cleanly on SIGTERM or SIGINT: nothing new is accepted, requests in flight are answered, then `close`.
 *
 * @param close Ends everything else; the exit code is 0 when it succeeds.
 */
export function closeOnSignal(server: Server, close: () => Promise<void>): void {
  let closing = false;
  const open = new Set<ServerResponse>();
  /** The client must not send its next request here. What has begun to be answered cannot say so any more. */
  const sayClose = (response: ServerResponse) => {
    response.shouldKeepAlive = false;
  };
  server.prependListener("request", (_request, response) => {
    if (closing) sayClose(response);
    open.add(response);
    // A kept-alive connection would hold the server open after its last answer.
    response.once("close", () => {
      open.delete(response);
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  });
  const end = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    for (const response of open) sayClose(response);
    setTimeout(() => server.closeAllConnections(), PATIENCE_MS).unref();
    await new Promise((resolve) => server.close(resolve));
    await close();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      end().catch((error: unknown) => {
        console.error(error);
        process.exit(1);
      });
    });
  }
}
