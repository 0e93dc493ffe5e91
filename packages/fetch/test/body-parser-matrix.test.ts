import {
  createPayingShop,
  payThrough,
  post,
  serve,
  visitorOf,
  WORKS,
} from "@chargeonce-tools/adapter-shop";
import { getRequestListener } from "@hono/node-server";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { expect, test } from "vitest";
import { type FetchHandler, fetchPayments } from "../src/index.ts";

const GONE = {
  ...WORKS,
  process: "500 raw_body_unavailable",
  confirm: "500 raw_body_unavailable",
  webhook: "500 raw_body_unavailable",
};
type Bind = (basePath?: string) => FetchHandler<unknown[]>;

const reading: MiddlewareHandler = async ({ req }, next) => {
  await req.json();
  await next();
};
const readingClone: MiddlewareHandler = async ({ req }, next) => {
  await req.raw.clone().json();
  await next();
};

/** An existing backend on Hono: what stands in front, the payments, the application, its error handler. */
async function backend(arrange: (app: Hono, bind: Bind) => void) {
  const shop = createPayingShop();
  const heard: unknown[] = [];
  const app = new Hono();
  const theirs = () => new Response("theirs", { status: 418 });
  const context = (request: Request) => visitorOf(request.headers.get("x-user"));
  arrange(app, (basePath = "") =>
    fetchPayments(shop.payments, { basePath, context, otherwise: theirs }),
  );
  app.all("*", theirs);
  app.onError((error, c) => {
    heard.push(error);
    return error instanceof HTTPException ? error.getResponse() : c.text("Sorry.", 500);
  });
  return { shop, heard, origin: await serve(getRequestListener(app.fetch)) };
}

test.each<[title: string, before: readonly MiddlewareHandler[], told: typeof WORKS]>([
  ["nothing", [], WORKS],
  ["compress, cors and secureHeaders", [compress(), cors(), secureHeaders()], WORKS],
  ["bodyLimit", [bodyLimit({ maxSize: 1024 * 1024 })], WORKS],
  ["something that reads a clone", [readingClone], WORKS],
  ["something that reads the body", [reading], GONE],
])("behind %s each request works or is told what to change", async (_title, before, expected) => {
  const { shop, heard, origin } = await backend((app, bind) => {
    for (const middleware of before) app.use(middleware);
    const handler = bind("/payments");
    app.all("/payments/*", ({ req }) => handler(req.raw));
  });

  const { told, advice } = await payThrough(shop, `${origin}/payments`);

  expect(told).toEqual(expected);
  for (const sentence of advice)
    expect(sentence).toMatch(/^Call the handler .* before anything reads the request's body, /);
  expect(shop.paid).toEqual(expected === WORKS ? ["order_1"] : []);
  expect(heard).toEqual([]);
});

test.each<[title: string, path: string, arrange: (app: Hono, bind: Bind) => void]>([
  ["a mount that takes its path off", "/pay", (app, bind) => app.mount("/pay", bind())],
  [
    "nested routes",
    "/api/v1/payments",
    (app, bind) => {
      const handler = bind("/api/v1/payments");
      const inner = new Hono().all("/payments/:operation", ({ req }) => handler(req.raw));
      app.route("/api", new Hono().route("/v1", inner));
    },
  ],
  [
    "no path",
    "",
    (app, bind) => {
      const handler = bind();
      app.all("*", ({ req }) => handler(req.raw));
    },
  ],
])("below %s everything works", async (_title, path, arrange) => {
  const { shop, heard, origin } = await backend(arrange);
  expect((await payThrough(shop, `${origin}${path}`)).told).toEqual(WORKS);
  expect(heard).toEqual([]);
});

test("what a limit in front refuses is the application's to answer", async () => {
  const { shop, origin } = await backend((app, bind) => {
    app.use(bodyLimit({ maxSize: 1024 })).mount("/payments", bind());
  });
  expect((await payThrough(shop, `${origin}/payments`)).told).toEqual({ ...WORKS, webhook: "413" });
});

test("what others add to an answer stays: compression, a policy, an allowed origin", async () => {
  const { shop, origin } = await backend((app, bind) => {
    app.use(compress({ threshold: 0 }), cors(), secureHeaders());
    app.mount("/payments", bind());
  });

  const { told, headers } = await payThrough(shop, `${origin}/payments`);

  expect(told).toEqual(WORKS);
  expect(headers.get("content-encoding")).toBe("gzip");
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cache-control")).toBe("no-store");
});

test("a refusal is answered by the payments, and the application's error handler hears nothing of it", async () => {
  const { heard, origin } = await backend((app, bind) => app.mount("/payments", bind()));
  const unknown = { amount: 1000, currency: "usd", order_id: "order_2" };
  expect((await post(`${origin}/payments/process`, unknown)).status).toBe(404);
  const stranger = await post(`${origin}/payments/process`, unknown, { "x-user": "" });
  expect(stranger.body.error?.code).toBe("unauthorized");
  expect(heard).toEqual([]);
});
