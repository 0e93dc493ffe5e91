import type { SetupServer } from "msw/node";

/** Lets nothing out to the network. The first name is msw 3's, the second msw 2's; each ignores the other's. */
export function listenStrictly(server: SetupServer): void {
  const options = { onUnhandledFrame: "error", onUnhandledRequest: "error" } as const;
  server.listen(options);
}
