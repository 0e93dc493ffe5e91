import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiRequest } from "../engine/api-types.ts";
import type { Outcome } from "../serve.ts";

const MAX_BODY_BYTES = 1024 * 1024;

export interface ListenOptions {
  /** 0, any free one, when absent. */
  port?: number;
  /** `127.0.0.1` when absent. */
  host?: string;
}

/** A running HTTP face. */
export interface Listening {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Serves on a port of this machine. */
export async function startHttpServer(
  serve: (request: ApiRequest) => Promise<Outcome>,
  { port = 0, host = "127.0.0.1" }: ListenOptions = {},
): Promise<Listening> {
  const server = createServer((request, response) => {
    answer(serve, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  // A server that listens on a port has an address of this kind.
  const address = server.address() as AddressInfo;
  const shownHost = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${shownHost}:${address.port}`,
    host: address.address,
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

async function answer(
  serve: (request: ApiRequest) => Promise<Outcome>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === null) {
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  const [path = "/", query = ""] = (request.url ?? "/").split(/\?(.*)/s);
  const outcome = await serve({
    method: request.method ?? "GET",
    path,
    query,
    headers: singleHeaders(request),
    body,
    remoteAddress: request.socket.remoteAddress ?? "",
  });
  if (outcome.kind === "reset") {
    request.socket.destroy();
    return;
  }
  const { status, headers } = outcome.response;
  const bytes = Buffer.from(outcome.response.body);
  const withLength = status === 204 ? headers : { ...headers, "content-length": bytes.byteLength };
  response.writeHead(status, withLength);
  if (outcome.kind === "truncate") {
    response.write(bytes.subarray(0, bytes.byteLength / 2), () => request.socket.destroy());
    return;
  }
  response.end(bytes);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}
