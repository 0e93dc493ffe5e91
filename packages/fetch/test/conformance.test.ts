import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { adapterLawsFor, type MountAdapter } from "@chargeonce/testing";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { fetchPayments } from "../src/index.ts";

const { held, leftOut } = adapterLawsFor(["error_flow"]);

const mount: MountAdapter = async ({ payments, prefix, visitor, heard }) => {
  const handler = fetchPayments(payments, {
    basePath: prefix,
    context: (request) => visitor(request.headers.get("x-visitor")),
    otherwise: async (request) => new Response(await request.text(), { status: 418 }),
  });
  const app = new Hono().all("*", ({ req }) => handler(req.raw));
  app.onError((error, c) => {
    heard(error);
    return c.text("Sorry.", 500);
  });
  const server = createAdaptorServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on TCP has an AddressInfo.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: async () => void server.close() };
};

describe("fetchPayments on Hono", () => {
  for (const law of held) it(`${law.id}: ${law.title}`, () => law.run(mount));
});

it("only what parsers leave cannot be tried: a Request has either its bytes or nothing", () => {
  expect(leftOut.map(({ id }) => id)).toEqual(["HTTP-25", "HTTP-26", "HTTP-27"]);
});
