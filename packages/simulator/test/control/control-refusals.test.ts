import { afterEach, expect, test } from "vitest";
import { setUp } from "../stripe-client.ts";
import { ask } from "./ask.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

test.each<[string, unknown, number, string]>([
  ["POST /faults", { fault: "explode" }, 400, "expected one of lose_request"],
  ["POST /faults", { fault: "hang", route: "confrim" }, 400, "no endpoint is called 'confrim'"],
  ["POST /faults", { fault: "hang", rute: "confirm" }, 400, 'Unrecognized key: "rute"'],
  ["POST /faults", {}, 400, "fault"],
  ["POST /faults", [], 400, "expected object"],
  ["POST /faults", "{", 400, "The body is no JSON."],
  ["GET /faults/fault_9", undefined, 404, "There is no fault 'fault_9'."],
  ["DELETE /faults/fault_9", undefined, 404, "There is no fault 'fault_9'."],
  ["POST /faults/fault_9/release", undefined, 404, "There is no fault 'fault_9'."],
  ["POST /advance", { hours: 0 }, 400, "hours"],
  ["POST /advance", { hours: "1" }, 400, "expected number"],
  ["POST /advance", undefined, 400, "hours"],
  ["POST /authenticate", { payment_intent: "pi_x", outcome: "complete" }, 404, "'pi_x'"],
  ["POST /authenticate", { setup_intent: "seti_x", outcome: "complete" }, 404, "'seti_x'"],
  ["POST /authenticate", { outcome: "complete" }, 400, "either payment_intent or setup_intent"],
  ["POST /authenticate", { payment_intent: "pi_x", outcome: "maybe" }, 400, "complete"],
  ["POST /dispute", { payment_intent: "pi_x" }, 404, "There is no PaymentIntent 'pi_x'."],
  ["POST /dispute", { payment_intent: "pi_x", reason: "whim" }, 400, "fraudulent"],
  ["POST /confirm", { client_secret: "x" }, 400, "payment_method"],
  ["POST /resend", { event: "evt_x" }, 404, "There is no event 'evt_x'."],
  ["POST /rotate-secret", { endpoint: "we_x" }, 404, "There is no webhook endpoint 'we_x'."],
  ["POST /disturbances", { kind: "eat" }, 400, "second_event"],
  ["POST /disturbances", { kind: "drop", delayMs: 1 }, 400, "This disturbance is not possible"],
  ["GET /ledger?order=1", undefined, 400, 'Unrecognized key: "order"'],
  ["GET /wishes", undefined, 404, "There is no '/_simulator/wishes'; GET /_simulator tells"],
  ["GET /faults/fault_1/release/now", undefined, 404, "There is no"],
])("%s with %j is answered %i in a sentence", async (line, body, status, sentence) => {
  const answer = await ask(setUp(), line, body);
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({ error: { message: expect.stringContaining(sentence) } });
  expect(answer.headers.get("content-type")).toBe("application/json");
});

test("a method that a path does not have is answered 405 with those that it has", async () => {
  const answer = await ask(setUp(), "DELETE /advance");
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  const faults = await ask(setUp(), "PUT /faults");
  expect([faults.status, faults.headers.get("allow")]).toEqual([405, "GET, POST, DELETE"]);
});

test("a body of another type is answered 415 and does nothing", async () => {
  const shop = setUp();
  const answer = await ask(shop, "POST /faults", '{"fault":"hang"}', {
    headers: { "content-type": "text/plain" },
  });
  expect(answer.status).toBe(415);
  expect(shop.simulator.faults.list()).toEqual([]);
});

test("an index tells what there is, and HEAD is answered without a body", async () => {
  const shop = setUp();
  expect((await ask(shop, "GET /")).body).toContain("POST /_simulator/faults/:id/release");
  const head = await ask(shop, "HEAD /faults");
  expect([head.status, head.body]).toEqual([200, null]);
});

test("steering strikes no fault, stands in no log, and is no API of Stripe", async () => {
  const shop = setUp();
  shop.simulator.faults.next("lose_request");
  await ask(shop, "GET /events");
  expect(shop.simulator.faults.list()).toMatchObject([{ seen: 0 }]);
  expect(shop.simulator.requests).toEqual([]);
});

test("over HTTP only this machine steers, no page of another origin does, and a body has its limit", async () => {
  const { simulator } = setUp();
  const server = await simulator.listen();
  closers.push(server.close);
  const post = (headers: Record<string, string>, body = '{"fault":"hang"}') =>
    fetch(`${server.url}/_simulator/faults`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
  const foreign = await post({ origin: "https://evil.example" });
  expect(foreign.status).toBe(403);
  expect(await foreign.json()).toEqual({
    error: { message: expect.stringContaining("a page of 'https://evil.example'") },
  });
  expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
  const preflight = await fetch(`${server.url}/_simulator/faults`, {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  });
  expect(preflight.status).toBe(403);
  expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
  expect((await post({}, "a".repeat(1024 * 1024 + 1))).status).toBe(413);
  expect(simulator.faults.list()).toEqual([]);

  const own = await post({});
  expect(own.status).toBe(200);
  expect(own.headers.get("access-control-allow-origin")).toBeNull();
  expect(simulator.faults.list()).toMatchObject([{ fault: "hang" }]);
});
