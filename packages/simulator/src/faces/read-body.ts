import type { IncomingMessage } from "node:http";

const MAX_BODY_BYTES = 1024 * 1024;
/** A client hears no answer while it still sends, so what is too much is read on up to here. */
const MAX_READ_BYTES = 16 * MAX_BODY_BYTES;

/**
 * Reads a request's body as UTF-8.
 *
 * @returns Null when it is over a mebibyte.
 * @throws Error When the connection ends before the body, or the body does not end in reasonable time.
 */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_READ_BYTES) throw new Error("The body does not end.");
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString("utf8");
}
