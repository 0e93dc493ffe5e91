import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { answerBroken } from "./answer-broken.ts";

/** @throws Error with one sentence when the port cannot be had. */
export async function listen(
  app: RequestListener,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<{ server: Server; url: string }> {
  // A request without a host is the application's to answer; Node would do so without a word.
  const server = createServer({ requireHostHeader: false }, app);
  answerBroken(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "somebody else listens there" : error.message;
      reject(new Error(`Port ${port} of ${host} cannot be had (${reason}): set PORT or HOST.`));
    });
    server.listen(port, host, resolve);
  });
  // A server that listens on a port has an address of this kind.
  const address = server.address() as AddressInfo;
  const everywhere = address.address === "0.0.0.0" || address.address === "::";
  const plain = everywhere ? "127.0.0.1" : address.address;
  const shown = plain.includes(":") ? `[${plain}]` : plain;
  return { server, url: `http://${shown}:${address.port}` };
}
