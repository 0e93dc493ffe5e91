import { once } from "node:events";
import { request } from "node:http";
import { recordingFace, serve } from "@chargeonce-tools/adapter-shop";
import express5, { type Response } from "express";
import express4 from "express4";
import { describe, expect, test } from "vitest";
import { expressPayments } from "../src/index.ts";
import { expressVersions } from "./express-versions.ts";

const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body,
});

describe.each(expressVersions)("expressPayments on %s", (_version, express) => {
  test("hands over method, path, headers and bytes, and copies the answer", async () => {
    const face = recordingFace();
    const url = await serve(express().use("/payments", expressPayments(face)));

    const answer = await fetch(
      `${url}/payments/process?from=app`,
      post('{"a":"é"}', { "Idempotency-Key": "key-1" }),
    );

    expect(face.requests).toHaveLength(1);
    expect(face.requests[0]).toMatchObject({
      method: "POST",
      path: "/process",
      headers: { "content-type": "application/json", "idempotency-key": "key-1" },
      body: { kind: "raw" },
    });
    expect(face.requests[0]?.body).toEqual({ kind: "raw", bytes: Buffer.from('{"a":"é"}') });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.headers.get("content-length")).toBe("29");
    expect(await answer.text()).toBe('{"kind":"raw","said":"café"}');
  });

  test("passes on a path that is not ours with its body untouched", async () => {
    const face = recordingFace();
    const app = express().use("/payments", expressPayments(face));
    app.use("/payments/receipts", express.json(), (request, response) => {
      response.json({ theirs: request.body });
    });
    const url = await serve(app);

    const answer = await fetch(`${url}/payments/receipts`, post('{"id":7}'));

    expect(await answer.json()).toEqual({ theirs: { id: 7 } });
    expect(face.requests).toEqual([]);
  });

  test.each(["GET", "HEAD", "OPTIONS", "DELETE"])(
    "leaves the answer to %s to the core",
    async (method) => {
      const face = recordingFace();
      const url = await serve(express().use("/payments", expressPayments(face)));

      const answer = await fetch(`${url}/payments/process`, { method });

      expect(answer.status).toBe(201);
      expect(face.requests[0]).toMatchObject({ method, path: "/process" });
      expect(face.requests[0]?.body).toEqual({ kind: "raw", bytes: Buffer.alloc(0) });
    },
  );

  test("works at the root, in nested routers, mounted twice and behind a trusted proxy", async () => {
    const face = recordingFace();
    const app = express().set("trust proxy", true);
    const root = await serve(express().use(expressPayments(face)));
    const api = express.Router().use("/pay", expressPayments(face));
    app.use("/:tenant/v1", api);
    app.use("/payments", expressPayments(face));
    const url = await serve(app);

    for (const address of [
      `${root}/process`,
      `${url}/acme/v1/pay/process`,
      `${url}/payments/process`,
    ]) {
      const answer = await fetch(address, post("{}", { "x-forwarded-for": "203.0.113.9" }));
      expect(answer.status, address).toBe(201);
    }
    expect(face.requests.map((request) => request.path)).toEqual([
      "/process",
      "/process",
      "/process",
    ]);
  });

  test("keeps a header that came twice as a list", async () => {
    const face = recordingFace();
    const url = await serve(express().use("/payments", expressPayments(face)));

    const sent = request(`${url}/payments/process`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": ["key-1", "key-2"] },
    });
    sent.end("{}");
    await once(sent, "response");

    expect(face.requests[0]?.headers["idempotency-key"]).toEqual(["key-1", "key-2"]);
    expect(face.requests[0]?.headers["content-type"]).toBe("application/json");
  });

  test("gives `context` the Express request, and only when the core asks", async () => {
    const { http } = recordingFace();
    const seen: unknown[] = [];
    const asking = {
      http: {
        match: http.match,
        handle: async (request: Parameters<typeof http.handle>[0]) => {
          if (request.path === "/process") seen.push(await request.context());
          return http.handle(request);
        },
      },
    };
    const calls: string[] = [];
    const context = (request: { path: string; get(name: string): string | undefined }) => {
      calls.push(request.path);
      return { user: request.get("x-user") };
    };
    const url = await serve(express().use("/payments", expressPayments(asking, { context })));

    await fetch(`${url}/payments/process`, post("{}", { "x-user": "ada" }));
    await fetch(`${url}/payments/webhook`, post("{}", { "x-user": "ada" }));

    expect(seen).toEqual([{ user: "ada" }]);
    expect(calls).toEqual(["/process"]);
  });

  test("hands a failure of its own to the application's error handler", async () => {
    const { http } = recordingFace();
    const broken = { http: { ...http, handle: () => Promise.reject(new Error("broken core")) } };
    const app = express().use("/payments", expressPayments(broken));
    app.use((error: Error, _: unknown, response: Response, __: unknown) => {
      response.status(599).send(error.message);
    });
    const url = await serve(app);

    const answer = await fetch(`${url}/payments/process`, post("{}"));

    expect(answer.status).toBe(599);
    expect(await answer.text()).toBe("broken core");
  });

  test("keeps quiet when somebody else has answered meanwhile", async () => {
    const face = recordingFace();
    const app = express().use((_request, response, next) => {
      next();
      response.status(503).end("timed out");
    });
    const errors: unknown[] = [];
    app.use("/payments", expressPayments(face));
    app.use((error: unknown, _: unknown, __: unknown, next: (error: unknown) => void) => {
      errors.push(error);
      next(error);
    });
    const url = await serve(app);

    const answer = await fetch(`${url}/payments/process`, post("{}"));

    expect(answer.status).toBe(503);
    expect(await answer.text()).toBe("timed out");
    await expect.poll(() => face.requests.length).toBe(1);
    expect(errors).toEqual([]);
  });
});

test("the types of both versions accept the handler as it is", () => {
  const handler = expressPayments(recordingFace());
  expect(express5().use("/payments", handler)).toBeTypeOf("function");
  expect(express4().use("/payments", handler)).toBeTypeOf("function");
});
