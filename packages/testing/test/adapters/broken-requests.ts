import type { HttpRequest } from "@chargeonce/core";
import type { Visitor } from "../../src/index.ts";
import { type BrokenAdapter, brokenAdapter, brokenApplication } from "./broken-adapter.ts";
import { type PlainRequest, sound, visitorOf } from "./plain-adapter.ts";

export const brokenRequests: readonly BrokenAdapter[] = [
  brokenAdapter("headers keep the names that the client wrote", ["HTTP-09", "HTTP-10"], {
    headersOf: ({ rawHeaders }) => {
      const headers: Record<string, string> = {};
      for (let at = 0; at < rawHeaders.length; at += 2) {
        headers[rawHeaders[at] ?? ""] = rawHeaders[at + 1] ?? "";
      }
      return headers;
    },
  }),
  brokenAdapter("values of headers are made lower-case", ["HTTP-09"], {
    headersOf: (request) => changedValues(request, (value) => value.toLowerCase()),
  }),
  brokenAdapter("of a header that came twice the first is taken", ["HTTP-10"], {
    headersOf: ({ headersDistinct }) =>
      Object.fromEntries(
        Object.entries(headersDistinct).map(([name, values]) => [name, values?.[0]]),
      ),
  }),
  brokenAdapter("of a header that came twice the last is taken", ["HTTP-10"], {
    headersOf: ({ headersDistinct }) =>
      Object.fromEntries(
        Object.entries(headersDistinct).map(([name, values]) => [name, values?.at(-1)]),
      ),
  }),
  brokenAdapter("the query is left on the path", ["HTTP-11"], {
    pathOf: ({ url = "" }, prefix) =>
      url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : null,
  }),
  brokenAdapter("a slash at the end is not known", ["HTTP-12"], {
    pathOf: (request, prefix) => {
      const path = sound.pathOf(request, prefix);
      return path?.endsWith("/") ? null : path;
    },
  }),
  brokenAdapter("it believes to be mounted at /payments", ["HTTP-13"], {
    pathOf: (request) => sound.pathOf(request, "/payments"),
  }),
  brokenAdapter("it answers wherever the path ends like its own", ["HTTP-13"], {
    pathOf: (request, prefix) =>
      sound.pathOf(request, prefix) ??
      /\/(?:process|confirm|status|webhook)$/.exec(request.url ?? "")?.[0] ??
      null,
  }),
  brokenAdapter("a path that begins like its own is its own", ["HTTP-14"], {
    pathOf: (request, prefix) => {
      const path = sound.pathOf(request, prefix);
      return path?.startsWith("/process") ? path.slice(0, "/process".length) : path;
    },
  }),
  brokenAdapter("paths are compared without regard to case", ["HTTP-14"], {
    pathOf: (request, prefix) => sound.pathOf(request, prefix)?.toLowerCase() ?? null,
  }),
  brokenAdapter("an unknown path is answered here", ["HTTP-14"], {
    passOn: (next, request, response, prefix) => {
      if (request.url?.startsWith(`${prefix}/`)) response.writeHead(404).end("{}");
      else next();
    },
  }),
  brokenAdapter("the body of an unknown path is read before it is passed on", ["HTTP-14"], {
    passOn: (next, request, _, prefix) => {
      if (request.url?.startsWith(`${prefix}/`)) request.resume().once("end", next);
      else next();
    },
  }),
  brokenAdapter("only POST is looked at", ["HTTP-15", "HTTP-16", "HTTP-21"], {
    pathOf: (request, prefix) => (request.method === "POST" ? sound.pathOf(request, prefix) : null),
  }),
  brokenAdapter("OPTIONS is answered for browsers here", ["HTTP-15"], {
    send: (response, reply) =>
      sound.send(response, response.req.method === "OPTIONS" ? { ...reply, status: 204 } : reply),
  }),
  brokenAdapter("HEAD is taken for GET", ["HTTP-16"], {
    methodOf: ({ method = "" }) => (method === "HEAD" ? "GET" : method),
  }),
  brokenAdapter("HEAD is waited for, as if it had a body", ["HTTP-16"], {
    readBody: (request, limitBytes) =>
      request.method === "HEAD"
        ? new Promise(() => undefined)
        : sound.readBody(request, limitBytes),
  }),
  brokenApplication("`context` is asked once and remembered", ["HTTP-20", "HTTP-23"], () => {
    let known: Visitor | undefined;
    return {
      contextOf: (request, mount) => () => {
        known ??= mount.visitor(visitorOf(request));
        return known;
      },
    };
  }),
  brokenAdapter("`context` is asked twice", ["HTTP-20"], {
    contextOf: (request, mount) => () => {
      mount.visitor(visitorOf(request));
      return mount.visitor(visitorOf(request));
    },
  }),
  brokenApplication("`context` is asked of the request that came last", ["HTTP-23"], () => {
    let latest: PlainRequest | undefined;
    return {
      readBody: (request, limitBytes) => {
        latest = request;
        return sound.readBody(request, limitBytes);
      },
      contextOf: (request, mount) => sound.contextOf(latest ?? request, mount),
    };
  }),
  brokenAdapter("`context` is asked for webhooks, too", ["HTTP-21"], {
    contextOf: (request, mount) => {
      const header = visitorOf(request);
      if (request.url?.endsWith("/webhook") && header !== undefined) mount.visitor(header);
      return sound.contextOf(request, mount);
    },
  }),
  brokenAdapter("whom `context` does not know is let in", ["HTTP-22"], {
    contextOf: (request, mount) => () => {
      try {
        return mount.visitor(visitorOf(request));
      } catch {
        return { name: "ada" };
      }
    },
  }),
  brokenApplication("requests share one buffer", ["HTTP-23", "HTTP-24"], () => {
    let shared = Buffer.alloc(0);
    return {
      readBody: async (request, limitBytes) => {
        const whole = sound.readBody(request, limitBytes);
        if (request.rawBody !== undefined || request.readableEnded) return whole;
        shared = Buffer.alloc(0);
        request.on("data", (chunk: Buffer) => {
          shared = Buffer.concat([shared, chunk]);
        });
        const body = await whole;
        return body.kind === "raw" ? { kind: "raw", bytes: shared } : body;
      },
    };
  }),
  brokenApplication("the latest request's headers and body are everybody's", ["HTTP-24"], () => {
    let latest: PlainRequest | undefined;
    const bodies = new WeakMap<PlainRequest, Promise<Awaited<ReturnType<typeof sound.readBody>>>>();
    return {
      readBody: async (request, limitBytes) => {
        const body = sound.readBody(request, limitBytes);
        bodies.set(request, body);
        const own = await body;
        latest = request;
        await new Promise((resolve) => setImmediate(resolve));
        return bodies.get(latest ?? request) ?? own;
      },
    };
  }),
];

function changedValues(
  request: PlainRequest,
  change: (value: string) => string,
): HttpRequest["headers"] {
  return Object.fromEntries(
    Object.entries(sound.headersOf(request)).map(([name, value]) => [
      name,
      typeof value === "string" ? change(value) : value,
    ]),
  );
}
