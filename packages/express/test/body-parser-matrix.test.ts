import {
  createPayingShop,
  payThrough,
  post,
  serve,
  visitorOf,
  WORKS,
} from "@chargeonce-tools/adapter-shop";
import bodyParser from "body-parser";
import compression from "compression";
import cors from "cors";
import type { ErrorRequestHandler, Express, RequestHandler } from "express";
import helmet from "helmet";
import { describe, expect, test } from "vitest";
import { expressPayments } from "../src/index.ts";
import { expressVersions } from "./express-versions.ts";

const verify = (request: object, _response: object, bytes: Buffer): void => {
  Object.assign(request, { rawBody: bytes });
};
/** A proxy that takes the prefix off, and says who asked. */
const behindProxy: RequestHandler = (request, _response, next) => {
  request.url = request.url.replace(/^\/api/, "");
  request.headers["x-forwarded-prefix"] = "/api";
  request.headers["x-forwarded-for"] = "203.0.113.9";
  next();
};
const emptied: RequestHandler = (request, _response, next) => {
  request.resume().on("end", next);
};
const PARSED = { ...WORKS, webhook: "500 raw_body_unavailable" };
const GONE = {
  ...PARSED,
  process: "500 raw_body_unavailable",
  confirm: "500 raw_body_unavailable",
};

describe.each(expressVersions)("on %s", (_version, express) => {
  /** An existing backend: what stands in front, the payments, the application, its error handler. */
  const backend = async (arrange: (app: Express, payments: RequestHandler) => void) => {
    const shop = createPayingShop();
    const heard: unknown[] = [];
    const sorry: ErrorRequestHandler = (error, _request, response, _next) => {
      heard.push(error.type ?? error);
      response.status(error.status ?? 500).send("Sorry.");
    };
    const context = (request: { get(name: string): string | undefined }) =>
      visitorOf(request.get("x-user"));
    const app = express();
    arrange(app, expressPayments(shop.payments, { context }));
    app.use((_request, response) => {
      response.status(418).send("theirs");
    });
    return { shop, heard, origin: await serve(app.use(sorry)) };
  };

  test.each<[title: string, before: readonly RequestHandler[], told: typeof WORKS]>([
    ["nothing", [], WORKS],
    ["express.json({ verify })", [express.json({ verify })], WORKS],
    ["express.raw()", [express.raw({ type: "*/*" })], WORKS],
    ["express.urlencoded()", [express.urlencoded({ extended: true })], WORKS],
    ["bodyParser.json({ verify })", [bodyParser.json({ verify })], WORKS],
    ["compression, cors and helmet", [compression(), cors(), helmet()], WORKS],
    ["express.json()", [express.json()], PARSED],
    ["bodyParser.json()", [bodyParser.json()], PARSED],
    ["everything at once", [helmet(), cors(), compression(), express.json()], PARSED],
    ["something that reads the body and keeps nothing", [emptied], GONE],
  ])("behind %s each request works or is told what to change", async (_title, before, expected) => {
    const { shop, heard, origin } = await backend((app, payments) => {
      for (const middleware of before) app.use(middleware);
      app.use("/payments", payments);
    });

    const { told, advice } = await payThrough(shop, `${origin}/payments`);

    expect(told).toEqual(expected);
    for (const sentence of advice)
      expect(sentence).toMatch(/^Mount expressPayments before express\.json\(\) .* \}\)\.$/);
    expect(shop.paid).toEqual(expected === WORKS ? ["order_1"] : []);
    expect(shop.simulator.ledger.succeededCharges()).toHaveLength(expected === GONE ? 0 : 1);
    expect(heard).toEqual([]);
  });

  test.each<[title: string, path: string, mount: (app: Express, payments: RequestHandler) => void]>(
    [
      ["another path", "/shop/checkout", (app, payments) => app.use("/shop/checkout", payments)],
      ["no path", "", (app, payments) => app.use(payments)],
      [
        "nested routers",
        "/api/v1/pay",
        (app, payments) =>
          app.use("/api", express.Router().use("/v1", express.Router().use("/pay", payments))),
      ],
      [
        "a router with a parameter",
        "/acme/payments",
        (app, payments) => app.use("/:tenant/payments", payments),
      ],
      [
        "a proxy that takes its prefix off",
        "/api/payments",
        (app, payments) => app.set("trust proxy", true).use(behindProxy).use("/payments", payments),
      ],
      [
        "a proxy that keeps its prefix",
        "/api/payments",
        (app, payments) => app.set("trust proxy", true).use("/api/payments", payments),
      ],
    ],
  )("below %s everything works", async (_title, path, mount) => {
    const { shop, heard, origin } = await backend(mount);
    expect((await payThrough(shop, `${origin}${path}`)).told).toEqual(WORKS);
    expect(heard).toEqual([]);
  });

  test("what a parser itself refuses is the application's to answer: a limit, a body that is no JSON", async () => {
    const { shop, heard, origin } = await backend((app, payments) => {
      app.use(bodyParser.json({ limit: "1kb", verify })).use("/payments", payments);
    });

    const { told } = await payThrough(shop, `${origin}/payments`);
    const broken = await post(`${origin}/payments/process`, "{");

    expect(told).toEqual({ ...WORKS, webhook: "413" });
    expect(broken.status).toBe(400);
    expect(heard).toEqual(["entity.too.large", "entity.parse.failed"]);
  });

  test("what others add to an answer stays: compression, a policy, an allowed origin", async () => {
    const { shop, origin } = await backend((app, payments) => {
      app.use(helmet(), cors({ origin: "https://app.test" }), compression({ threshold: 0 }));
      app.use("/payments", payments);
    });

    const { told, headers } = await payThrough(shop, `${origin}/payments`);

    expect(told).toEqual(WORKS);
    expect(headers.get("content-encoding")).toMatch(/^(?:gzip|br)$/);
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(headers.get("access-control-allow-origin")).toBe("https://app.test");
    expect(headers.get("cache-control")).toBe("no-store");
    const preflight = await fetch(`${origin}/payments/process`, { method: "OPTIONS" });
    expect(preflight.status).toBe(204);
  });

  test("a refusal is answered by the payments, and the error handler hears nothing of it", async () => {
    const { heard, origin } = await backend((app, payments) => app.use("/payments", payments));
    const declined = { amount: 1000, currency: "usd", order_id: "order_2" };
    expect((await post(`${origin}/payments/process`, declined)).status).toBe(404);
    const stranger = await post(`${origin}/payments/process`, declined, { "x-user": "" });
    expect(stranger.body.error?.code).toBe("unauthorized");
    expect(heard).toEqual([]);
  });
});
