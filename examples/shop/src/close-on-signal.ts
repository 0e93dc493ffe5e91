import type { Server } from "node:http";

/** Longer than a payment may take at Stripe. After it, who still has not finished is cut off. */
const PATIENCE_MS = 25_000;

/**
 * Ends the process cleanly on SIGTERM or SIGINT: nothing new is accepted, requests in flight are answered, then `close`.
 *
 * @param close Ends everything else; the exit code is 0 when it succeeds.
 */
export function closeOnSignal(server: Server, close: () => Promise<void>): void {
  let closing = false;
  server.on("request", (_request, response) => {
    // A kept-alive connection would hold the server open after its last answer.
    response.once("close", () => {
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  });
  const end = async (): Promise<void> => {
    if (closing) return;
    closing = true;
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
