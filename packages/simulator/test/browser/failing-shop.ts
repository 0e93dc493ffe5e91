import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A shop whose webhook route fails, and answers with markup. */
export interface FailingShop {
  readonly webhookUrl: string;
  close(): Promise<unknown>;
}

export async function startFailingShop(): Promise<FailingShop> {
  const server = createServer((_request, response) => {
    response.writeHead(500).end('{"reason":"<b>no such order</b>"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    webhookUrl: `http://127.0.0.1:${port}/webhook`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
