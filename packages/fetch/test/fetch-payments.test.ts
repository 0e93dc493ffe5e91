import { recordingFace } from "@chargeonce-tools/adapter-shop";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { fetchPayments } from "../src/index.ts";

const ADVICE =
  "Call the handler that fetchPayments returned before anything reads the request's body, or let that read request.clone() instead.";

const asking = (path: string, body: string | ReadableStream = "{}") =>
  new Request(`https://shop.test${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "Idempotency-Key": "key-1" },
    body,
    duplex: "half",
  });

/** A body of unknown length, that counts how much of it was asked for and notes whether it was given up. */
function endless(chunk: Uint8Array<ArrayBuffer>) {
  const seen = { bytes: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        seen.bytes += chunk.byteLength;
        controller.enqueue(chunk);
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, seen };
}

test("hands over method, path, headers and bytes, and copies the answer", async () => {
  const face = recordingFace();
  const handler = fetchPayments(face, { basePath: "/payments" });

  const answer = await handler(asking("/payments/process?from=app", '{ "id" : "Zoë" }'));

  expect(face.requests).toMatchObject([
    {
      method: "POST",
      path: "/process",
      headers: { "content-type": "application/json", "idempotency-key": "key-1" },
    },
  ]);
  expect(face.requests[0]?.body).toEqual({ kind: "raw", bytes: Buffer.from('{ "id" : "Zoë" }') });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.text()).toBe('{"kind":"raw","said":"café"}');
});

describe("a path that is not ours", () => {
  test("is 404 without a body, unless `otherwise` answers it", async () => {
    const answer = await fetchPayments(recordingFace())(asking("/receipts"));
    expect([answer.status, await answer.text()]).toEqual([404, ""]);
  });

  test("goes to `otherwise` with its body untouched, and with all that the runtime handed over", async () => {
    const face = recordingFace();
    const handler = fetchPayments(face, {
      basePath: "/payments",
      otherwise: async (request, env: { name: string }) =>
        new Response(`${env.name}: ${await request.text()}`),
    });
    for (const path of ["/process", "/paymentsprocess", "/payments/receipts", "/payments"]) {
      const answer = await handler(asking(path, "theirs"), { name: "shop" });
      expect(await answer.text(), path).toBe("shop: theirs");
    }
    expect(face.requests).toEqual([]);
  });
});

test("`context` gets the request and what the runtime handed over beside it", async () => {
  const { http } = recordingFace();
  const seen: unknown[] = [];
  const face = {
    http: {
      match: http.match,
      handle: async (request: Parameters<typeof http.handle>[0]) => {
        seen.push(await request.context());
        return http.handle(request);
      },
    },
  };
  const context = (request: Request, env: { name: string }) => [request.method, env.name];
  await fetchPayments(face, { context })(asking("/process"), { name: "shop" });
  expect(seen).toEqual([["POST", "shop"]]);
});

test("works where Hono takes the mount point off, and where it does not", async () => {
  const face = recordingFace();
  const app = new Hono().mount("/payments", fetchPayments(face));
  const handler = fetchPayments(face, { basePath: "/api/pay" });
  app.all("/api/pay/*", ({ req }) => handler(req.raw));

  for (const path of ["/payments/process", "/api/pay/process"])
    expect((await app.request(asking(path))).status, path).toBe(201);
  expect(face.requests.map(({ path }) => path)).toEqual(["/process", "/process"]);
});

describe("the body", () => {
  test.each([64, 65])("of %i bytes is measured against the limit of 64", async (length) => {
    for (const announced of [true, false]) {
      const face = recordingFace();
      const request = asking("/process", new Blob(["x".repeat(length)]).stream());
      if (announced) request.headers.set("content-length", String(length));
      await fetchPayments(face)(request);
      expect(face.requests[0]?.body.kind).toBe(length === 64 ? "raw" : "too_large");
    }
  });

  test("without end is given up once it is too long", async () => {
    const { stream, seen } = endless(new Uint8Array(40));
    const answer = await fetchPayments(recordingFace())(asking("/process", stream));
    expect(answer.status).toBe(413);
    expect(seen).toEqual({ bytes: 80, cancelled: true });
  });

  test("announced as too long is refused without a look at it", async () => {
    const { stream, seen } = endless(new Uint8Array(40));
    const request = asking("/process", stream);
    request.headers.set("content-length", "65");
    expect((await fetchPayments(recordingFace())(request)).status).toBe(413);
    expect(seen.bytes).toBe(0);
  });

  test("that breaks off is aborted", async () => {
    const face = recordingFace();
    const broken = new ReadableStream({
      pull: (controller) => controller.error(new Error("gone")),
    });
    await fetchPayments(face)(asking("/process", broken));
    expect(face.requests[0]?.body).toEqual({ kind: "aborted" });
  });

  test("that is absent is no bytes", async () => {
    const face = recordingFace();
    await fetchPayments(face)(new Request("https://shop.test/process"));
    expect(face.requests[0]).toMatchObject({ method: "GET" });
    expect(face.requests[0]?.body).toEqual({ kind: "raw", bytes: Buffer.alloc(0) });
  });

  test("that somebody has read, or is reading, is told of at once, with the sentence that says what to change", async () => {
    const read = asking("/process");
    await read.text();
    const beingRead = asking("/process");
    beingRead.body?.getReader();
    const letGo = asking("/process");
    const reader = letGo.body?.getReader();
    while (!(await reader?.read())?.done);
    reader?.releaseLock();
    for (const request of [read, beingRead, letGo]) {
      const face = recordingFace();
      await fetchPayments(face)(request);
      expect(face.requests[0]?.body).toEqual({ kind: "parsed", value: undefined, advice: ADVICE });
    }
  });
});

test("a failure inside is thrown, for the framework to answer", async () => {
  const { http } = recordingFace();
  const broken = { http: { ...http, handle: () => Promise.reject(new Error("broken core")) } };
  await expect(fetchPayments(broken)(asking("/process"))).rejects.toThrow("broken core");
});
