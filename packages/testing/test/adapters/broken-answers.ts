import { type BrokenAdapter, brokenAdapter } from "./broken-adapter.ts";
import { sound } from "./plain-adapter.ts";

export const brokenAnswers: readonly BrokenAdapter[] = [
  brokenAdapter("a refusal that may be repeated is answered with 500", ["HTTP-17"], {
    send: (response, reply) =>
      sound.send(response, { ...reply, status: reply.status === 503 ? 500 : reply.status }),
  }),
  brokenAdapter("only headers that every answer has are copied", ["HTTP-15", "HTTP-18"], {
    send: (response, { status, headers, body }) => {
      const { allow: _, "retry-after": __, "idempotent-replayed": ___, ...usual } = headers;
      sound.send(response, { status, headers: usual, body });
    },
  }),
  brokenAdapter("the type of an answer loses its charset", ["HTTP-18"], {
    send: (response, reply) =>
      sound.send(response, {
        ...reply,
        headers: { ...reply.headers, "content-type": "application/json" },
      }),
  }),
  brokenAdapter("an answer may be cached", ["HTTP-18"], {
    send: (response, { status, headers, body }) => {
      const { "cache-control": _, ...rest } = headers;
      sound.send(response, { status, headers: rest, body });
    },
  }),
  brokenAdapter("an answer is written in Latin-1", ["HTTP-19"], {
    send: (response, { status, headers, body }) => {
      const bytes = Buffer.from(body, "latin1");
      const length = Number(headers["content-length"]);
      response.writeHead(status, { ...headers });
      response.end(Buffer.concat([bytes, Buffer.alloc(length - bytes.length, " ")]));
    },
  }),
  brokenAdapter("an answer is parsed and written anew, in ASCII", ["HTTP-18", "HTTP-19"], {
    send: (response, { status, headers, body }) => {
      const ascii = body.replace(
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
      response.writeHead(status, { ...headers, "content-length": ascii.length }).end(ascii);
    },
  }),
  brokenAdapter("a failure is answered with its own words", ["HTTP-28"], {
    fail: (error, response, heard) => {
      heard(error);
      response.writeHead(500).end(String(error));
    },
  }),
  brokenAdapter("a failure is never answered", ["HTTP-28", "HTTP-29"], {
    fail: () => undefined,
  }),
  brokenAdapter("a failure is answered with its own words, here", ["HTTP-28", "HTTP-29"], {
    fail: (error, response) => {
      response.writeHead(500).end(String(error));
    },
  }),
  brokenAdapter("a failure is swallowed here", ["HTTP-29"], {
    fail: (_, response) => {
      response.writeHead(500).end("{}");
    },
  }),
];
