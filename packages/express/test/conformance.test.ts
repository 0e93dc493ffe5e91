import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { adapterLawsFor, type MountAdapter } from "@chargeonce/testing";
import type { ErrorRequestHandler } from "express";
import { describe, expect, it } from "vitest";
import { expressPayments } from "../src/index.ts";
import { expressVersions } from "./express-versions.ts";

const { held, leftOut } = adapterLawsFor(["body_parser", "kept_bytes", "error_flow"]);

describe.each(expressVersions)("expressPayments on %s", (_version, express) => {
  const mount: MountAdapter = async ({ payments, prefix, parser, visitor, heard }) => {
    const verify = (request: object, _: object, bytes: Buffer) =>
      Object.assign(request, { rawBody: bytes });
    const sorry: ErrorRequestHandler = (error, _, response, __) => {
      heard(error);
      response.status(500).end("Sorry.");
    };
    const app = express();
    if (parser !== "none") app.use(parser === "json" ? express.json() : express.json({ verify }));
    app.use(prefix, expressPayments(payments, { context: (req) => visitor(req.get("x-visitor")) }));
    app.use(express.text({ type: "*/*" }), (request, response) => {
      response.status(418).send(request.body);
    });
    const server = createServer(app.use(sorry)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    // A server that listens on TCP has an AddressInfo.
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, close: async () => server.close().closeAllConnections() };
  };

  for (const law of held) it(`${law.id}: ${law.title}`, () => law.run(mount));
});

it("an Express application can arrange what every law needs", () => expect(leftOut).toEqual([]));
