import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { recordingFace, serve } from "@chargeonce-tools/adapter-shop";
import Koa3 from "koa";
import mount from "koa-mount";
import Koa2 from "koa2";
import { describe, expect, test } from "vitest";
import { koaPayments } from "../src/index.ts";
import { koaVersions } from "./koa-versions.ts";
import { bodyParser, koaBody, koaBody6 } from "./parsers.ts";

const SENT = '{ "id" : "Zoë" }';
const raw = (body: string) => ({ kind: "raw", bytes: Buffer.from(body) });
const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body,
});

describe.each(koaVersions)("koaPayments on %s", (_version, Koa) => {
  test("hands over method, path, headers and bytes, and copies the answer", async () => {
    const face = recordingFace();
    const app = new Koa().use(koaPayments(face, { basePath: "/payments" }));
    const url = await serve(app.callback());

    const answer = await fetch(
      `${url}/payments/process?from=app`,
      post(SENT, { "Idempotency-Key": "key-1" }),
    );

    expect(face.requests).toMatchObject([
      { method: "POST", path: "/process", headers: { "idempotency-key": "key-1" } },
    ]);
    expect(face.requests[0]?.body).toEqual(raw(SENT));
    expect(answer.status).toBe(201);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.headers.get("content-length")).toBe("29");
    expect(await answer.text()).toBe('{"kind":"raw","said":"café"}');
  });

  test("works at the root, below koa-mount at any depth, and twice", async () => {
    const face = recordingFace();
    const root = await serve(new Koa().use(koaPayments(face)).callback());
    const inner = new Koa().use(mount("/pay", koaPayments(face)));
    const app = new Koa();
    app.use(mount("/api/v1", inner));
    app.use(koaPayments(face, { basePath: "/payments/" }));
    const url = await serve(app.callback());

    for (const address of [
      `${root}/process`,
      `${url}/api/v1/pay/process`,
      `${url}/payments/process`,
    ])
      expect((await fetch(address, post("{}"))).status, address).toBe(201);
    expect(face.requests.map(({ path }) => path)).toEqual(["/process", "/process", "/process"]);
  });

  test("waits for `next` where a path is not ours, so that what stands in front sees the answer", async () => {
    const face = recordingFace();
    const seen: unknown[] = [];
    const app = new Koa().use(async (ctx, next) => {
      await next();
      seen.push(ctx.status, ctx.body);
    });
    app.use(koaPayments(face, { basePath: "/payments" }));
    app.use(async (ctx) => {
      ctx.body = await text(ctx.req);
    });
    const url = await serve(app.callback());

    const answer = await fetch(`${url}/payments/receipts`, post("theirs"));

    expect(await answer.text()).toBe("theirs");
    await fetch(`${url}/payments/process`, post("{}"));
    expect(seen).toEqual([200, "theirs", 201, '{"kind":"raw","said":"café"}']);
  });

  test("gives `context` the context of Koa, with what others put on its state", async () => {
    const { http } = recordingFace();
    const seen: unknown[] = [];
    const asking = {
      http: {
        match: http.match,
        handle: async (request: Parameters<typeof http.handle>[0]) => {
          seen.push(await request.context());
          return http.handle(request);
        },
      },
    };
    const app = new Koa().use((ctx, next) => {
      ctx.state.user = "ada";
      return next();
    });
    app.use(koaPayments(asking, { context: ({ state, path }) => [state.user, path] }));

    await fetch(`${await serve(app.callback())}/process`, post("{}"));

    expect(seen).toEqual([["ada", "/process"]]);
  });

  test.each([
    ["ctx.request.rawBody of koa-bodyparser", bodyParser()],
    ["a text body", bodyParser({ enableTypes: ["text"] })],
    ["ctx.req.rawBody of Firebase", keeping("req", "rawBody", Buffer.from(SENT))],
    ["a Buffer on ctx.request.body", keeping("request", "body", Buffer.from(SENT))],
    ["ctx.request.rawBody of koa-body", koaBody({ includeUnparsed: true })],
    ["the unparsed text of koa-body 6", koaBody6({ includeUnparsed: true })],
  ])("the bytes come from %s", async (_title, parser) => {
    const face = recordingFace();
    const url = await serve(new Koa().use(parser).use(koaPayments(face)).callback());

    await fetch(`${url}/webhook`, post(SENT));

    expect(face.requests[0]?.body).toEqual(raw(SENT));
  });

  test.each([
    ["koa-body without the text", koaBody()],
    ["a parser that was written for Express", keeping("req", "body", { id: "Zoë" })],
  ])("a value that %s left comes with the sentence that says what to change", async (_, parser) => {
    const face = recordingFace();
    const app = new Koa().use(parser).use(koaPayments(face));

    await fetch(`${await serve(app.callback())}/webhook`, post(SENT));

    expect(face.requests[0]?.body).toEqual({
      kind: "parsed",
      value: { id: "Zoë" },
      advice:
        "Mount koaPayments before the body parser, or take one that keeps the text: koa-bodyparser does, and koa-body with { includeUnparsed: true }.",
    });
  });

  test("keeps quiet when somebody else has answered meanwhile", async () => {
    const face = recordingFace();
    const errors: unknown[] = [];
    const app = new Koa().on("error", (error) => errors.push(error));
    app.use(async ({ res }, next) => {
      res.writeHead(503).end("timed out");
      await next();
    });
    const url = await serve(app.use(koaPayments(face)).callback());

    const answer = await fetch(`${url}/process`, post("{}"));

    expect([answer.status, await answer.text()]).toEqual([503, "timed out"]);
    await expect.poll(() => face.requests.length).toBe(1);
    expect(errors).toEqual([]);
  });

  test("a body without end is answered, however late the application lets go, and then the connection is dropped", async () => {
    const app = new Koa().use(async (_ctx, next) => {
      await next();
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    const url = await serve(app.use(koaPayments(recordingFace())).callback());
    const client = connect(Number(new URL(url).port), "127.0.0.1");
    const received: string[] = [];
    client.setEncoding("utf8").on("data", (heard: string) => received.push(heard));
    const closed = new Promise((resolve) =>
      client.on("error", () => undefined).on("close", resolve),
    );
    client.write("POST /process HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n");
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const send = (): void => {
      while (client.writable && client.write(chunk));
    };
    client.on("drain", send);
    send();
    await closed;
    expect(received.join("")).toContain("HTTP/1.1 413");
  });
});

/** What a parser does: reads the body, and leaves something. */
function keeping(place: "req" | "request", name: string, value: unknown): Koa3.Middleware {
  return async (ctx, next) => {
    await text(ctx.req);
    Object.assign(ctx[place], { [name]: value });
    await next();
  };
}

test("the types of both versions accept the middleware as it is", () => {
  const middleware = koaPayments(recordingFace());
  expect(new Koa3().use(middleware)).toBeInstanceOf(Koa3);
  expect(new Koa2().use(middleware)).toBeInstanceOf(Koa2);
});
