import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { adapterLawsFor, type MountAdapter } from "@chargeonce/testing";
import { describe, expect, it } from "vitest";
import { koaPayments } from "../src/index.ts";
import { koaVersions } from "./koa-versions.ts";
import { bodyParser, koaBody } from "./parsers.ts";

const { held, leftOut } = adapterLawsFor(["body_parser", "kept_bytes", "error_flow"]);

describe.each(koaVersions)("koaPayments on %s", (_version, Koa) => {
  const mount: MountAdapter = async ({ payments, prefix, parser, visitor, heard }) => {
    const app = new Koa().use((ctx, next) =>
      next().catch((error: unknown) => {
        heard(error);
        Object.assign(ctx, { status: 500, body: "Sorry." });
      }),
    );
    if (parser !== "none") app.use(parser === "json" ? koaBody() : bodyParser());
    const context = (ctx: { get(name: string): string }) => visitor(ctx.get("x-visitor"));
    app.use(koaPayments(payments, { basePath: prefix, context }));
    app.use(async (ctx) => Object.assign(ctx, { status: 418, body: await text(ctx.req) }));
    const server = createServer(app.callback()).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    // A server that listens on TCP has an AddressInfo.
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, close: async () => server.close().closeAllConnections() };
  };

  for (const law of held) it(`${law.id}: ${law.title}`, () => law.run(mount));
});

it("a Koa application can arrange what every law needs", () => expect(leftOut).toEqual([]));
