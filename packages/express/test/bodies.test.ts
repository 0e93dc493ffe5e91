import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { recordingFace, serve } from "@chargeonce-tools/adapter-shop";
import { describe, expect, test } from "vitest";
import { expressPayments } from "../src/index.ts";
import { expressVersions } from "./express-versions.ts";

const ADVICE =
  "Mount expressPayments before express.json() and other body parsers, or keep the bytes with express.json({ verify: (req, res, bytes) => { req.rawBody = bytes; } }).";
const SENT = '{ "id" : "evt_1" }';

const post = (
  body: string | Uint8Array<ArrayBuffer> | ReadableStream,
  headers: Record<string, string> = {},
): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body,
});

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** A body of unknown length: chunk after chunk, for ever or for as many as told. */
function chunked(chunk: Uint8Array, times = Number.POSITIVE_INFINITY): ReadableStream<Uint8Array> {
  let left = times;
  return new ReadableStream({
    pull(controller) {
      left -= 1;
      if (left < 0) controller.close();
      else controller.enqueue(chunk);
    },
  });
}

describe.each(expressVersions)("the body on %s", (_version, express) => {
  const mounted = async (...before: Middleware[]) => {
    const face = recordingFace();
    const app = express();
    for (const middleware of before) app.use(middleware);
    const url = await serve(app.use("/payments", expressPayments(face)));
    return { url: `${url}/payments`, face };
  };
  const bytes = (text: string) => ({ kind: "raw", bytes: Buffer.from(text) });

  test("comes as its bytes where nothing is in front", async () => {
    const { url, face } = await mounted();
    await fetch(`${url}/webhook`, post(SENT));
    expect(face.requests[0]?.body).toEqual(bytes(SENT));
  });

  test("comes as its bytes where a verify hook kept them beside the parsed value", async () => {
    const verify = (request: object, _: object, kept: Buffer) =>
      Object.assign(request, { rawBody: kept });
    const { url, face } = await mounted(express.json({ verify }));
    await fetch(`${url}/webhook`, post(SENT));
    expect(face.requests[0]?.body).toEqual(bytes(SENT));
  });

  test("comes as its bytes where a verify hook kept them as text", async () => {
    const verify = (request: object, _: object, kept: Buffer) =>
      Object.assign(request, { rawBody: kept.toString("utf8") });
    const { url, face } = await mounted(express.json({ verify }));
    await fetch(`${url}/webhook`, post('{"name":"Zoë"}'));
    expect(face.requests[0]?.body).toEqual(bytes('{"name":"Zoë"}'));
  });

  test("comes as its bytes after express.raw()", async () => {
    const { url, face } = await mounted(express.raw({ type: "*/*" }));
    await fetch(`${url}/webhook`, post(SENT));
    expect(face.requests[0]?.body).toEqual(bytes(SENT));
  });

  test("comes as its bytes after express.text()", async () => {
    const { url, face } = await mounted(express.text({ type: "*/*" }));
    await fetch(`${url}/webhook`, post('{"name":"Zoë"}'));
    expect(face.requests[0]?.body).toEqual(bytes('{"name":"Zoë"}'));
  });

  test("comes as its bytes where a parser stood in front that does not read this type", async () => {
    const { url, face } = await mounted(express.urlencoded({ extended: false }));
    await fetch(`${url}/webhook`, post(SENT));
    expect(face.requests[0]?.body).toEqual(bytes(SENT));
  });

  test("comes parsed, with the sentence that says what to change, after express.json()", async () => {
    const { url, face } = await mounted(express.json());
    await fetch(`${url}/webhook`, post(SENT));
    expect(face.requests[0]?.body).toEqual({
      kind: "parsed",
      value: { id: "evt_1" },
      advice: ADVICE,
    });
  });

  test("comes parsed after a parser that inflated it", async () => {
    const { url, face } = await mounted(express.json());
    await fetch(
      `${url}/process`,
      post(new Uint8Array(gzipSync('{"amount":1000}')), { "content-encoding": "gzip" }),
    );
    expect(face.requests[0]?.body).toEqual({
      kind: "parsed",
      value: { amount: 1000 },
      advice: ADVICE,
    });
  });

  test("is told as gone, without waiting, where somebody read the stream and kept nothing", async () => {
    const { url, face } = await mounted((request, _response, next) => {
      request.resume().on("end", next);
    });
    const answer = await fetch(`${url}/webhook`, post(SENT));
    expect(answer.status).toBe(201);
    expect(face.requests[0]?.body).toMatchObject({ kind: "parsed", advice: ADVICE });
  });

  test("is told as gone, without waiting, where somebody began to read and stopped", async () => {
    const { url, face } = await mounted((request, _response, next) => {
      request.once("data", () => {
        request.pause();
        next();
      });
    });
    const answer = await fetch(`${url}/webhook`, post(SENT));
    expect(answer.status).toBe(201);
    expect(face.requests[0]?.body).toMatchObject({ kind: "parsed", advice: ADVICE });
  });

  test("is read where a middleware paused it and took its time", async () => {
    const { url, face } = await mounted((request, _response, next) => {
      request.pause();
      setImmediate(next);
    });
    await fetch(`${url}/webhook`, post(SENT));
    expect(face.requests[0]?.body).toEqual(bytes(SENT));
  });

  test("is read where a middleware asked for text", async () => {
    const { url, face } = await mounted((request, _response, next) => {
      request.setEncoding("utf8");
      next();
    });
    await fetch(`${url}/webhook`, post('{"name":"Zoë"}'));
    expect(face.requests[0]?.body).toEqual(bytes('{"name":"Zoë"}'));
  });

  test("is aborted where the client left in the middle", async () => {
    const { url, face } = await mounted();
    await leaveInTheMiddle(url);
    await expect.poll(() => face.requests.map((request) => request.body.kind)).toEqual(["aborted"]);
  });

  test("is aborted where the client left before we looked", async () => {
    const { url, face } = await mounted((request, _response, next) => {
      request.once("close", next);
    });
    await leaveInTheMiddle(url);
    await expect.poll(() => face.requests.map((request) => request.body.kind)).toEqual(["aborted"]);
  });

  test.each([64, 65])("of %i bytes is measured against the limit of 64", async (length) => {
    const expected = length === 64 ? "raw" : "too_large";
    const text = "x".repeat(length);
    for (const before of [[], [express.raw({ type: "*/*" })], [express.text({ type: "*/*" })]]) {
      const { url, face } = await mounted(...before);
      await fetch(`${url}/process`, post(text));
      expect(face.requests[0]?.body.kind).toBe(expected);
    }
    const { url, face } = await mounted();
    await fetch(`${url}/process`, { ...post(chunked(Buffer.from("x"), length)), duplex: "half" });
    expect(face.requests[0]?.body.kind).toBe(expected);
  });

  test("over the limit is refused while the client still sends, and the connection ends with the answer", async () => {
    const { url } = await mounted();
    const client = connect(Number(new URL(url).port), "127.0.0.1");
    const received: string[] = [];
    client.setEncoding("utf8").on("data", (text: string) => received.push(text));
    const head = "POST /payments/process HTTP/1.1\r\nhost: shop\r\n";
    client.write(`${head}content-length: 1000000\r\n\r\n${"x".repeat(1000)}`);
    await expect.poll(() => received.join("")).toContain("HTTP/1.1 413");
    expect(received.join("")).toContain("\r\nconnection: close\r\n");
    client.on("error", () => undefined); // the network's word for what is left unread
    client.write(`${"x".repeat(999_000)}${head}content-length: 2\r\n\r\n{}`);
    await once(client, "close");
    expect(received.join("").match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test("announced as too long is refused before any of it has come", async () => {
    const { url } = await mounted();
    const client = connect(Number(new URL(url).port), "127.0.0.1");
    const received: string[] = [];
    client.setEncoding("utf8").on("data", (text: string) => received.push(text));
    client.write("POST /payments/process HTTP/1.1\r\nhost: shop\r\ncontent-length: 65\r\n\r\n");
    await expect.poll(() => received.join("")).toContain("HTTP/1.1 413");
    client.destroy();
  });

  test("without end is answered, and then the connection is dropped", async () => {
    const { url } = await mounted();
    const client = connect(Number(new URL(url).port), "127.0.0.1");
    const received: string[] = [];
    client.setEncoding("utf8").on("data", (text: string) => received.push(text));
    const closed = new Promise((resolve) =>
      client.on("error", () => undefined).on("close", resolve),
    );
    client.write(
      "POST /payments/process HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const send = (): void => {
      while (client.writable && client.write(chunk));
    };
    client.on("drain", send);
    send();
    await closed;
    expect(received.join("")).toContain("HTTP/1.1 413");
    expect(client.bytesWritten).toBeLessThan(64 * 1024 * 1024);
  });
});

async function leaveInTheMiddle(url: string): Promise<void> {
  const client = connect(Number(new URL(url).port), "127.0.0.1");
  client.write("POST /payments/process HTTP/1.1\r\nhost: shop\r\ncontent-length: 50\r\n\r\n{");
  await once(client, "connect");
  client.end();
}
