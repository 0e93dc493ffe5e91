import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpBody, HttpRequest, HttpResponse } from "@chargeonce/core";
import type { AdapterMount, MountAdapter, Visitor } from "../../src/index.ts";

/** A request after the application's parser, if there was one. */
export type PlainRequest = IncomingMessage & { body?: unknown; rawBody?: Buffer };

/** What an adapter is made of; a broken one has one part exchanged. */
export interface Parts {
  /** The path below the mount point; null when the request is for somebody else. */
  pathOf(request: PlainRequest, prefix: string): string | null;
  readBody(request: PlainRequest, limitBytes: number): Promise<HttpBody>;
  methodOf(request: PlainRequest): string;
  headersOf(request: PlainRequest): HttpRequest["headers"];
  contextOf(request: PlainRequest, mount: AdapterMount): () => Visitor;
  send(response: ServerResponse, reply: HttpResponse): void;
  /** Leads a failure to the application's error handler. */
  fail(error: unknown, response: ServerResponse, heard: AdapterMount["heard"]): void;
  /** What becomes of a request that is not for us. */
  passOn(next: () => void, request: PlainRequest, response: ServerResponse, prefix: string): void;
}

const ADVICE = "Mount the adapter before the body parser, or keep the bytes as request.rawBody.";

/** What is right. */
export const sound: Parts = {
  pathOf(request, prefix) {
    const [path = ""] = (request.url ?? "").split("?");
    return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : null;
  },
  async readBody(request, limitBytes) {
    if (request.rawBody) return { kind: "raw", bytes: request.rawBody };
    if (request.readableEnded) return { kind: "parsed", value: request.body, advice: ADVICE };
    return readStream(request, limitBytes);
  },
  methodOf: ({ method = "" }) => method,
  headersOf: ({ headers, headersDistinct }) => ({
    ...headers,
    ...Object.fromEntries(
      Object.entries(headersDistinct).filter(([, values]) => values && values.length > 1),
    ),
  }),
  contextOf: (request, mount) => () => mount.visitor(visitorOf(request)),
  send(response, { status, headers, body }) {
    response.writeHead(status, { ...headers }).end(body);
  },
  fail(error, response, heard) {
    heard(error);
    response.writeHead(500).end("The application is sorry.");
  },
  passOn: (next) => next(),
};

export function visitorOf({ headers }: PlainRequest): string | undefined {
  const value = headers["x-visitor"];
  return typeof value === "string" ? value : undefined;
}

function readStream(request: PlainRequest, limitBytes: number): Promise<HttpBody> {
  if (Number(request.headers["content-length"]) > limitBytes) {
    return Promise.resolve({ kind: "too_large" });
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limitBytes) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      resolve({ kind: "too_large" });
    });
    request.on("end", () => resolve({ kind: "raw", bytes: Buffer.concat(chunks) }));
    request.on("error", () => resolve({ kind: "aborted" }));
  });
}

/** An application on plain node:http with an adapter of these parts. */
export function plainApplication(changes: Partial<Parts> = {}): MountAdapter {
  const parts = { ...sound, ...changes };
  return async (mount) => {
    const server = createServer(async (request: PlainRequest, response) => {
      if (mount.parser !== "none") await parse(request, mount.parser === "json_keeping_bytes");
      const next = () => answerAsApplication(request, response);
      const path = parts.pathOf(request, mount.prefix);
      const route = path === null ? null : mount.payments.http.match(path);
      if (path === null || route === null)
        return parts.passOn(next, request, response, mount.prefix);
      try {
        const body = await parts.readBody(request, route.limitBytes);
        const reply = await mount.payments.http.handle({
          method: parts.methodOf(request),
          path,
          headers: parts.headersOf(request),
          body,
          context: parts.contextOf(request, mount),
        });
        parts.send(response, reply);
      } catch (error) {
        parts.fail(error, response, mount.heard);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // a server that listens on TCP has one
    return {
      url: `http://127.0.0.1:${port}`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  };
}

async function answerAsApplication(request: PlainRequest, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  response.writeHead(418).end(Buffer.concat(chunks));
}

/** What a body parser does: reads all, and leaves the value. */
async function parse(request: PlainRequest, keepBytes: boolean): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  request.body = JSON.parse(bytes.toString("utf8"));
  if (keepBytes) request.rawBody = bytes;
}
