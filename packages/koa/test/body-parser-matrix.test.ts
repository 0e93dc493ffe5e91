import {
  createPayingShop,
  payThrough,
  post,
  serve,
  visitorOf,
  WORKS,
} from "@chargeonce-tools/adapter-shop";
import Router from "@koa/router";
import type { Middleware } from "koa";
import Koa3 from "koa";
import helmet from "koa-helmet";
import mount from "koa-mount";
import { describe, expect, test } from "vitest";
import { type KoaHandler, koaPayments } from "../src/index.ts";
import { koaVersions } from "./koa-versions.ts";
import { bodyParser, compress, cors, koaBody } from "./parsers.ts";

const PARSED = { ...WORKS, webhook: "500 raw_body_unavailable" };
const GONE = {
  ...PARSED,
  process: "500 raw_body_unavailable",
  confirm: "500 raw_body_unavailable",
};
/** A proxy that takes the prefix off. */
const behindProxy: Middleware = (ctx, next) => {
  ctx.path = ctx.path.replace(/^\/api/, "");
  return next();
};
const emptied: Middleware = async (ctx, next) => {
  for await (const _ of ctx.req);
  await next();
};

type Bind = (basePath?: string) => KoaHandler;

describe.each(koaVersions)("on %s", (_version, Koa) => {
  /** An existing backend: its error flow, what stands in front, the payments, the application. */
  const backend = async (arrange: (app: Koa3, bind: Bind) => void) => {
    const shop = createPayingShop();
    const heard: unknown[] = [];
    const app = new Koa().use(async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
        heard.push(status);
        ctx.status = status;
        ctx.body = "Sorry.";
      }
    });
    const context = (ctx: { get(name: string): string }) => visitorOf(ctx.get("x-user"));
    arrange(app, (basePath = "") => koaPayments(shop.payments, { basePath, context }));
    app.use((ctx) => {
      ctx.status = 418;
      ctx.body = "theirs";
    });
    return { shop, heard, origin: await serve(app.callback()) };
  };

  test.each<[title: string, before: readonly Middleware[], told: typeof WORKS]>([
    ["nothing", [], WORKS],
    ["koa-bodyparser", [bodyParser()], WORKS],
    ["koa-body with the text", [koaBody({ includeUnparsed: true })], WORKS],
    ["koa-compress, @koa/cors and koa-helmet", [compress(), cors(), helmet()], WORKS],
    ["everything at once", [helmet(), cors(), compress(), bodyParser()], WORKS],
    ["koa-body", [koaBody()], PARSED],
    ["something that reads the body and keeps nothing", [emptied], GONE],
  ])("behind %s each request works or is told what to change", async (_title, before, expected) => {
    const { shop, heard, origin } = await backend((app, bind) => {
      for (const middleware of before) app.use(middleware);
      app.use(bind("/payments"));
    });

    const { told, advice } = await payThrough(shop, `${origin}/payments`);

    expect(told).toEqual(expected);
    for (const sentence of advice)
      expect(sentence).toMatch(/^Mount koaPayments before the body parser, .* \}\.$/);
    expect(shop.paid).toEqual(expected === WORKS ? ["order_1"] : []);
    expect(shop.simulator.ledger.succeededCharges()).toHaveLength(expected === GONE ? 0 : 1);
    expect(heard).toEqual([]);
  });

  test.each<[title: string, path: string, arrange: (app: Koa3, bind: Bind) => void]>([
    ["another path", "/shop/checkout", (app, bind) => app.use(bind("/shop/checkout"))],
    ["no path", "", (app, bind) => app.use(bind())],
    [
      "koa-mount in koa-mount",
      "/api/v1/pay",
      (app, bind) => app.use(mount("/api", new Koa3().use(mount("/v1/pay", bind())))),
    ],
    [
      "nested routers with prefixes",
      "/api/v1/payments",
      (app, bind) => {
        const inner = new Router({ prefix: "/v1" });
        inner.all("/payments/:operation", bind("/api/v1/payments"));
        app.use(new Router({ prefix: "/api" }).use(inner.routes()).routes());
      },
    ],
    [
      "a proxy that takes its prefix off",
      "/api/payments",
      (app, bind) => app.use(behindProxy).use(bind("/payments")),
    ],
    [
      "a proxy that keeps its prefix",
      "/api/payments",
      (app, bind) => app.use(bind("/api/payments")),
    ],
  ])("below %s everything works", async (_title, path, arrange) => {
    const { shop, heard, origin } = await backend(arrange);
    expect((await payThrough(shop, `${origin}${path}`)).told).toEqual(WORKS);
    expect(heard).toEqual([]);
  });

  test("what a parser itself refuses is the application's to answer: a limit, a body that is no JSON", async () => {
    const { shop, heard, origin } = await backend((app, bind) => {
      app.use(bodyParser({ jsonLimit: "1kb" })).use(bind("/payments"));
    });

    const { told } = await payThrough(shop, `${origin}/payments`);
    const broken = await post(`${origin}/payments/process`, "{");

    expect(told).toEqual({ ...WORKS, webhook: "413" });
    expect(broken.status).toBe(400);
    expect(heard).toEqual([413, 400]);
  });

  test("what others add to an answer stays: compression, a policy, an allowed origin", async () => {
    const { shop, origin } = await backend((app, bind) => {
      app
        .use(helmet())
        .use(cors({ origin: "https://app.test" }))
        .use(compress({ threshold: 0 }));
      app.use(bind("/payments"));
    });

    const { told, headers } = await payThrough(shop, `${origin}/payments`);

    expect(told).toEqual(WORKS);
    expect(headers.get("content-encoding")).toMatch(/^(?:gzip|br|zstd)$/);
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("a refusal is answered by the payments, and the application's error flow hears nothing of it", async () => {
    const { heard, origin } = await backend((app, bind) => app.use(bind("/payments")));
    const unknown = { amount: 1000, currency: "usd", order_id: "order_2" };
    expect((await post(`${origin}/payments/process`, unknown)).status).toBe(404);
    const stranger = await post(`${origin}/payments/process`, unknown, { "x-user": "" });
    expect(stranger.body.error?.code).toBe("unauthorized");
    expect(heard).toEqual([]);
  });
});
