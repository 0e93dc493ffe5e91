import type { HttpBody } from "./http.ts";
import type { NodeRequest } from "./node-request.ts";

/** What a framework and the parsers in front of an adapter may have left of a body. */
export interface LeftOfBody {
  /** Wherever the bytes may be kept, the best place first. Text counts as UTF-8, anything else as nothing. */
  readonly kept: readonly unknown[];
  /** The parsed value, `undefined` where there is none. */
  readonly parsed: unknown;
  /** One sentence that says what to change in this framework. */
  readonly advice: string;
}

const encoder = new TextEncoder();

/**
 * Gets the bytes of a Node request's body, or the best that is left of them. Always settles: a stream that somebody else
 * has read or begun to read is never waited for.
 *
 * @param limitBytes Nothing is read behind it. Answer a body that is too large with `answerUnread`.
 */
export async function readNodeBody(
  request: NodeRequest,
  limitBytes: number,
  { kept, parsed, advice }: LeftOfBody,
): Promise<HttpBody> {
  const bytes = kept.map(bytesOf).find((found) => found !== undefined);
  if (bytes) return bytes.byteLength > limitBytes ? { kind: "too_large" } : { kind: "raw", bytes };
  // Asked before `parsed`: parsers leave `{}` there for a body that they did not read.
  if (request.readable && !request.readableDidRead) return readStream(request, limitBytes);
  if (request.destroyed && !request.readableEnded) return { kind: "aborted" };
  return { kind: "parsed", value: parsed, advice };
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return typeof value === "string" ? encoder.encode(value) : undefined;
}

function readStream(request: NodeRequest, limitBytes: number): Promise<HttpBody> {
  if (Number(request.headers["content-length"]) > limitBytes) {
    return Promise.resolve({ kind: "too_large" });
  }
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    request.on("data", (chunk) => {
      const bytes = typeof chunk === "string" ? encoder.encode(chunk) : chunk;
      length += bytes.byteLength;
      if (length <= limitBytes) {
        chunks.push(bytes);
        return;
      }
      request.pause();
      resolve({ kind: "too_large" });
    });
    // The first of these decides: a stream closes after its end too.
    request.on("end", () => resolve({ kind: "raw", bytes: joined(chunks, length) }));
    request.on("error", () => resolve({ kind: "aborted" }));
    request.on("close", () => resolve({ kind: "aborted" }));
    request.resume();
  });
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
