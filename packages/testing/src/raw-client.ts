import { once } from "node:events";
import { connect } from "node:net";

/** A client that writes its own bytes, where `fetch` is too well-behaved. */
export interface RawClient {
  send(text: string | Uint8Array): void;
  /** Sends this over and over, as fast as it is taken, until the connection is over. @returns How many bytes were taken. */
  flood(text: string): Promise<number>;
  /** Resolves with the next answer on this connection, when it has come whole. @throws when the connection ends before. */
  answer(options?: { withoutBody?: boolean }): Promise<RawAnswer>;
  /** Hangs up without a word. */
  destroy(): void;
  /** Resolves when the connection is over, whoever ended it. */
  readonly closed: Promise<void>;
}

export interface RawAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const HEAD_END = "\r\n\r\n";

/** @param origin `http://127.0.0.1:49152`. */
export async function connectTo(origin: string): Promise<RawClient> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  let received = Buffer.alloc(0);
  let over: Error | null = null;
  let wake: () => void = () => undefined;
  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  socket.on("error", () => undefined); // what it means is told by `close`
  socket.on("close", () => {
    over = new Error(`The server hung up after ${JSON.stringify(received.toString("latin1"))}.`);
    wake();
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "connect");

  return {
    closed,
    send: (text) => {
      socket.write(text);
    },
    async flood(text) {
      const pour = () => {
        while (socket.writable && socket.write(text));
      };
      socket.on("drain", pour);
      pour();
      await closed;
      return socket.bytesWritten;
    },
    async answer({ withoutBody = false } = {}) {
      for (;;) {
        const found = readAnswer(received, withoutBody);
        if (found !== null) {
          received = received.subarray(found.length);
          return found.answer;
        }
        if (over !== null) throw over;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    destroy: () => {
      socket.destroy();
    },
  };
}

/** The first answer in what was received; null while it is not whole. */
function readAnswer(
  received: Buffer,
  withoutBody: boolean,
): { answer: RawAnswer; length: number } | null {
  const headLength = received.indexOf(HEAD_END);
  if (headLength < 0) return null;
  const [first = "", ...lines] = received.toString("latin1", 0, headLength).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const start = headLength + HEAD_END.length;
  const length = withoutBody ? start : start + Number(headers["content-length"] ?? 0);
  if (received.length < length) return null;
  const status = Number(first.split(" ")[1]);
  return { answer: { status, headers, body: received.subarray(start, length) }, length };
}

/** The head of a request, ready to be followed by its body. */
export function requestHead(
  method: string,
  path: string,
  headers: readonly (readonly [name: string, value: string])[],
): string {
  const lines = [["Host", "shop.test"], ...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}
