import { type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { sendNode } from "./answer-node.ts";
import { refuse, type ShopResponse } from "./shop-response.ts";

/** What Node's parser gives up on, by its code; anything else is 400. */
const STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Has a server answer in JSON what reaches no application, because it is no HTTP: Node itself would answer without a word. */
export function answerBroken(server: Server): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.on("request", ({ socket }, response) => latest.set(socket, response));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const open = latest.get(socket);
    const isAnswering = open?.headersSent && !open.writableFinished;
    if (!socket.writable || error.code === "ECONNRESET" || isAnswering) socket.destroy();
    else socket.end(written(brokenRequest(STATUS[error.code ?? ""] ?? 400)));
  });
  server.on("connect", (_request, socket) => {
    const message = "This server is no proxy.";
    socket.end(written(refuse("method_not_allowed", { message })));
  });
  server.on("checkExpectation", (_request, response) => {
    const message = "Only Expect: 100-continue is understood here.";
    sendNode(response, refuse("invalid_request", { message }, 417)).catch(() => response.destroy());
  });
}

function brokenRequest(status: number): ShopResponse {
  return refuse("invalid_request", { message: "The request is no HTTP that can be read." }, status);
}

function written({ status, headers, body }: ShopResponse): Buffer {
  const lines = Object.entries({ ...headers, connection: "close" }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}
