import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { answerBroken, type RefusalCode, refuse, sendNode } from "@chargeonce-examples/shop";

const TOO_LARGE = "The body is too large.";
const REFUSALS: Readonly<Record<number, readonly [code: RefusalCode, message: string]>> = {
  404: ["not_found", "There is nothing here."],
  413: ["payload_too_large", TOO_LARGE],
  415: ["unsupported_media_type", "Send JSON in UTF-8, as application/json, and not compressed."],
  500: ["internal_error", "Something went wrong here; the log has it."],
};
const UNREADABLE = ["invalid_request", "The request cannot be read."] as const;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

/**
 * Has the framework's own answers said in JSON, and its reading end at our limit. Functions Framework parses every body
 * before it calls a function, and answers what it cannot parse in HTML, with a stack trace while NODE_ENV is not
 * "production". It lets nobody in before that; but Node tells of every request as it comes.
 *
 * @param port The framework's: the simulator in this process has a server too.
 * @param limitOf How many bytes the function takes at a path; the framework itself would keep a gigabyte.
 * @returns To be called with the response of every request that did reach the function, which then answers for itself.
 */
export function answerForFramework(
  port: number,
  limitOf: (path: string) => number,
): (response: ServerResponse) => void {
  const reached = new WeakSet<ServerResponse>();
  const known = new WeakSet<Server>();
  const isOurs = (server: Server) => {
    const address = server.address();
    return typeof address === "object" && address?.port === port;
  };
  // What these channels carry is documented at https://nodejs.org/api/diagnostics_channel.html#built-in-channels.
  subscribe("net.server.socket", (message) => {
    const { server } = (message as { socket: Socket & { server?: Server } }).socket;
    if (server === undefined || known.has(server) || !isOurs(server)) return;
    known.add(server);
    answerBroken(server);
  });
  subscribe("http.server.request.start", (message) => {
    const { request, response, server } = message as Exchange;
    if (!isOurs(server)) return;
    sayInJson(response, () => !reached.has(response));
    const [path = "/"] = (request.url ?? "/").split("?");
    endReading(request, response, limitOf(path));
  });
  return (response) => void reached.add(response);
}

/** Puts JSON in the place of whatever refusal the framework writes. */
function sayInJson(response: ServerResponse, isFrameworks: () => boolean): void {
  const end = response.end.bind(response);
  response.end = (...written: unknown[]) => {
    if (isFrameworks() && !response.headersSent && response.statusCode >= 400) {
      const [code, message] = REFUSALS[response.statusCode] ?? UNREADABLE;
      const { headers, body } = refuse(code, { message }, response.statusCode);
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      response.setHeaders(new Map(Object.entries(headers)));
      return end(body);
    }
    // What `end` was called with, it is called with: its overloads cannot be told apart here.
    return end(...(written as [unknown, BufferEncoding]));
  };
}

/** Reads no further than any path of ours would. */
function endReading(request: IncomingMessage, response: ServerResponse, limitBytes: number): void {
  let length = 0;
  const refuseBody = async (): Promise<void> => {
    request.off("data", count).pause();
    await sendNode(response, refuse("payload_too_large", { message: TOO_LARGE }), true);
    request.destroy();
  };
  const count = (chunk: Buffer) => {
    length += chunk.length;
    if (length > limitBytes) refuseBody().catch(() => request.destroy());
  };
  // With whoever reads, because a listener alone would have the stream read when nobody does.
  const follow = (event: string | symbol) => {
    if (event !== "data") return;
    request.off("newListener", follow);
    request.on("data", count);
  };
  if (Number(request.headers["content-length"]) > limitBytes) {
    refuseBody().catch(() => request.destroy());
  } else request.on("newListener", follow);
}
