import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ApiRequest, ApiResponse } from "../engine/api-types.ts";
import type { Outcome } from "../outcome.ts";
import { readBody } from "./read-body.ts";

/** How long `close` waits for requests that are being answered. */
const GRACE_MS = 500;

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
  /**
   * Takes no more connections. Requests that are being answered get half a second to end; what a fault holds longer
   * loses its connection, and executes when it is released all the same.
   */
  close(): Promise<void>;
}

const TOO_LARGE: ApiResponse = {
  status: 413,
  headers: { connection: "close", "content-type": "application/json" },
  body: JSON.stringify({
    error: { type: "invalid_request_error", message: "The request body is over a mebibyte." },
  }),
};

/** Serves on a port of this machine. */
export async function startHttpServer(
  serve: (request: ApiRequest) => Promise<Outcome>,
  { port = 0, host = "127.0.0.1" }: ListenOptions = {},
): Promise<Listening> {
  const silent = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    // Answers tell the date of the simulator's clock; Node would tell the machine's where there is none.
    response.sendDate = false;
    answer(serve, { request, response, silent }).catch(() => response.destroy());
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
        const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
        server.close((error) => {
          clearTimeout(grace);
          if (error) reject(error);
          else resolve();
        });
        server.closeIdleConnections();
        for (const response of silent) response.destroy();
      }),
  };
}

interface Conversation {
  request: IncomingMessage;
  response: ServerResponse;
  /** Responses that a fault never sends. */
  silent: Set<ServerResponse>;
}

async function answer(
  serve: (request: ApiRequest) => Promise<Outcome>,
  conversation: Conversation,
): Promise<void> {
  const { request } = conversation;
  const body = await readBody(request);
  if (body === null) {
    send(conversation, TOO_LARGE);
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
  await perform(outcome, conversation);
}

async function perform(outcome: Outcome, conversation: Conversation): Promise<void> {
  const { request, response, silent } = conversation;
  switch (outcome.kind) {
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "silence":
      silent.add(response);
      response.once("close", () => silent.delete(response));
      await outcome.over;
      request.socket.resetAndDestroy();
      return;
    case "truncate": {
      const bytes = writeHead(conversation, outcome.response);
      response.write(bytes.subarray(0, bytes.byteLength / 2), () => request.socket.destroy());
      return;
    }
    case "answer":
      send(conversation, outcome.response);
  }
}

function send(conversation: Conversation, answered: ApiResponse): void {
  conversation.response.end(writeHead(conversation, answered));
}

function writeHead({ response }: Conversation, { status, headers, body }: ApiResponse): Buffer {
  const bytes = Buffer.from(body);
  response.writeHead(
    status,
    status === 204 ? headers : { ...headers, "content-length": bytes.byteLength },
  );
  return bytes;
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}
