import type { IncomingMessage } from "node:http";
import { finished } from "node:stream";
import type { HttpBody } from "@chargeonce/core";

/** A request as body parsers leave it: `rawBody` by Firebase or a `verify` hook, `body` by all of them. */
type ParsedRequest = IncomingMessage & { readonly rawBody?: unknown; readonly body?: unknown };

const ADVICE =
  "Mount expressPayments before express.json() and other body parsers, or keep the bytes with express.json({ verify: (req, res, bytes) => { req.rawBody = bytes; } }).";

/** How much of a refused body is still read, and forgotten, so that the client gets to read the answer. */
const DRAIN_BYTES = 8 * 1024 * 1024;

/**
 * Gets the bytes of the body, or the best that is left of them. Always settles: a stream that somebody else has read
 * or begun to read is never waited for.
 *
 * @param limitBytes Reading stops here.
 */
export async function obtainBody(request: ParsedRequest, limitBytes: number): Promise<HttpBody> {
  const kept = bytesOf(request.rawBody) ?? bytesOf(request.body);
  if (kept) {
    return kept.byteLength > limitBytes ? { kind: "too_large" } : { kind: "raw", bytes: kept };
  }
  // Asked before `body`: Express 4's parsers leave `{}` there for a body that they did not read.
  if (request.readable && !request.readableDidRead) return readStream(request, limitBytes);
  if (request.destroyed && !request.readableEnded) return { kind: "aborted" };
  return { kind: "parsed", value: request.body, advice: ADVICE };
}

/** Reads on without keeping anything, and hangs up on who does not stop sending. */
export function drain(request: IncomingMessage): void {
  let left = DRAIN_BYTES;
  request.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return typeof value === "string" ? Buffer.from(value) : undefined;
}

function readStream(request: IncomingMessage, limitBytes: number): Promise<HttpBody> {
  if (Number(request.headers["content-length"]) > limitBytes) {
    return Promise.resolve({ kind: "too_large" });
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const collect = (chunk: Buffer | string): void => {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      length += bytes.length;
      if (length <= limitBytes) chunks.push(bytes);
      else resolve({ kind: "too_large" });
    };
    finished(request, { writable: false }, (error) => {
      resolve(error ? { kind: "aborted" } : { kind: "raw", bytes: Buffer.concat(chunks) });
    });
    request.on("data", collect);
    request.resume();
  });
}
