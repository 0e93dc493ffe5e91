import { once } from "node:events";
import type { HttpBody } from "@chargeonce/core";
import { type BrokenAdapter, brokenAdapter } from "./broken-adapter.ts";
import { type PlainRequest, sound } from "./plain-adapter.ts";

const KIB = 1024;

/** The sound body, with its bytes changed. */
function changedBytes(change: (bytes: Buffer) => Uint8Array) {
  return {
    readBody: async (request: PlainRequest, limitBytes: number): Promise<HttpBody> => {
      const body = await sound.readBody(request, limitBytes);
      return body.kind === "raw" ? { ...body, bytes: change(Buffer.from(body.bytes)) } : body;
    },
  };
}

export const brokenBodies: readonly BrokenAdapter[] = [
  brokenAdapter(
    "a byte order mark is taken off",
    ["HTTP-01"],
    changedBytes((bytes) => (bytes.indexOf("\ufeff") === 0 ? bytes.subarray(3) : bytes)),
  ),
  brokenAdapter(
    "the body is trimmed",
    ["HTTP-01", "HTTP-06"],
    changedBytes((bytes) => Buffer.from(bytes.toString("latin1").trim(), "latin1")),
  ),
  brokenAdapter(
    "line ends are made those of Unix",
    ["HTTP-01"],
    changedBytes((bytes) =>
      Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1"),
    ),
  ),
  brokenAdapter(
    "JSON is parsed, and written anew",
    ["HTTP-01", "HTTP-27"],
    changedBytes((bytes) => {
      try {
        return Buffer.from(JSON.stringify(JSON.parse(bytes.toString("utf8"))));
      } catch {
        return bytes;
      }
    }),
  ),
  brokenAdapter(
    "the body goes through text",
    ["HTTP-02"],
    changedBytes((bytes) => Buffer.from(bytes.toString("utf8"), "utf8")),
  ),
  brokenAdapter("chunks are made text one by one", ["HTTP-02", "HTTP-03"], {
    readBody: async (request, limitBytes) => {
      const whole = sound.readBody(request, limitBytes);
      let text = "";
      request.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      const body = await whole;
      return body.kind === "raw" && request.rawBody === undefined
        ? { kind: "raw", bytes: Buffer.from(text) }
        : body;
    },
  }),
  brokenAdapter("a body without Content-Length is not read", ["HTTP-03", "HTTP-08", "HTTP-30"], {
    readBody: async (request, limitBytes) =>
      request.headers["transfer-encoding"] === undefined
        ? sound.readBody(request, limitBytes)
        : { kind: "raw", bytes: new Uint8Array() },
  }),
  brokenAdapter("of a body in chunks the first is taken", ["HTTP-03"], {
    readBody: async (request, limitBytes) => {
      const whole = sound.readBody(request, limitBytes);
      if (request.headers["transfer-encoding"] === undefined) return whole;
      const [first] = await once(request, "data");
      const body = await whole;
      return body.kind === "raw" ? { kind: "raw", bytes: first } : body;
    },
  }),
  brokenAdapter("an empty body is taken for an empty object", ["HTTP-04"], {
    readBody: async (request, limitBytes) => {
      const body = await sound.readBody(request, limitBytes);
      return body.kind === "raw" && body.bytes.byteLength === 0
        ? { kind: "parsed", value: {}, advice: "Send a body." }
        : body;
    },
  }),
  brokenAdapter("an empty body is waited for", ["HTTP-04"], {
    readBody: async (request, limitBytes) => {
      const { method } = request;
      const body = await sound.readBody(request, limitBytes);
      const empty = body.kind === "raw" && body.bytes.byteLength === 0;
      return empty && method === "POST" ? new Promise(() => undefined) : body;
    },
  }),
  brokenAdapter("a client that left is waited for", ["HTTP-05"], {
    readBody: async (request, limitBytes) => {
      const body = await sound.readBody(request, limitBytes);
      return body.kind === "aborted" ? new Promise(() => undefined) : body;
    },
  }),
  brokenAdapter("what came of a body before the client left is taken for the whole", ["HTTP-05"], {
    readBody: async (request, limitBytes) => {
      const body = await sound.readBody(request, limitBytes);
      return body.kind === "aborted" ? { kind: "raw", bytes: new Uint8Array() } : body;
    },
  }),
  brokenAdapter("the limit is one byte short", ["HTTP-06"], {
    readBody: (request, limitBytes) => sound.readBody(request, limitBytes - 1),
  }),
  brokenAdapter("webhooks have the limit of the other paths", ["HTTP-06"], {
    readBody: (request) => sound.readBody(request, 64 * KIB),
  }),
  brokenAdapter(
    "a body that is too long is read to its end first",
    ["HTTP-07", "HTTP-08", "HTTP-30"],
    {
      readBody: async (request, limitBytes) => {
        const body = await sound.readBody(request, limitBytes);
        if (body.kind === "too_large") await once(request.resume(), "end");
        return body;
      },
    },
  ),
  brokenAdapter("the rest of a body that is too long is read and forgotten", ["HTTP-30"], {
    send: (response, { status, headers, body }) => {
      const { connection: _, ...rest } = headers;
      sound.send(response, { status, headers: rest, body });
      response.req.resume();
    },
  }),
  brokenAdapter("who sent too much is never let go", ["HTTP-30"], {
    send: (response, reply) => {
      if (reply.status !== 413) return sound.send(response, reply);
      response.writeHead(reply.status, { ...reply.headers }).write(reply.body);
    },
  }),
  brokenAdapter("an announced length is not looked at", ["HTTP-07"], {
    readBody: async (request, limitBytes) => {
      const { headers, ...rest } = { headers: { ...request.headers }, request };
      delete headers["content-length"];
      return sound.readBody(Object.assign(Object.create(rest.request), { headers }), limitBytes);
    },
  }),
  brokenAdapter("a body without a length has the limit of webhooks", ["HTTP-08"], {
    readBody: (request, limitBytes) => {
      const isAnnounced = request.headers["content-length"] !== undefined;
      return sound.readBody(request, isAnnounced ? limitBytes : 1024 * KIB);
    },
  }),
  brokenAdapter("only an announced length is looked at", ["HTTP-08", "HTTP-30"], {
    readBody: (request, limitBytes) =>
      sound.readBody(
        request,
        request.headers["content-length"] === undefined ? Number.POSITIVE_INFINITY : limitBytes,
      ),
  }),
  brokenAdapter("a parsed value is written anew and handed over as bytes", ["HTTP-25", "HTTP-26"], {
    readBody: async (request, limitBytes) => {
      const body = await sound.readBody(request, limitBytes);
      return body.kind === "parsed"
        ? { kind: "raw", bytes: Buffer.from(JSON.stringify(body.value)) }
        : body;
    },
  }),
  brokenAdapter("a parsed value is handed over as text", ["HTTP-25"], {
    readBody: async (request, limitBytes) => {
      const body = await sound.readBody(request, limitBytes);
      return body.kind === "parsed" ? { ...body, value: JSON.stringify(body.value) } : body;
    },
  }),
  brokenAdapter("the advice says nothing", ["HTTP-26"], {
    readBody: async (request, limitBytes) => {
      const body = await sound.readBody(request, limitBytes);
      return body.kind === "parsed" ? { ...body, advice: "Error" } : body;
    },
  }),
  brokenAdapter("a stream that a parser has read is waited for", ["HTTP-25", "HTTP-26"], {
    readBody: (request, limitBytes) =>
      request.readableEnded && request.rawBody === undefined
        ? new Promise(() => undefined)
        : sound.readBody(request, limitBytes),
  }),
  brokenAdapter("bytes that a parser has kept are not looked for", ["HTTP-27"], {
    readBody: async (request, limitBytes) => {
      delete request.rawBody;
      return sound.readBody(request, limitBytes);
    },
  }),
];
