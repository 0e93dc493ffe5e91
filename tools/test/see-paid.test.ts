import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { seePaid } from "../check-examples/see-paid.ts";

let server: Server | undefined;

afterEach(() => server?.close());

/** A shop that gives these answers for its donation, and then the last one again. */
async function openShop(answers: readonly (readonly [status: number, body: object])[]) {
  const asked: string[] = [];
  server = createServer((request, response) => {
    const [status, body] = answers[Math.min(asked.length, answers.length - 1)] ?? [500, {}];
    asked.push(request.url ?? "");
    response.writeHead(status).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on a TCP port has an AddressInfo.
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test("a donation that is not there, then processing, is asked for until it is paid", async () => {
  const { origin, asked } = await openShop([
    [404, {}],
    [200, { status: "processing" }],
    [200, { status: "paid", amount: 1000 }],
  ]);

  await seePaid(origin, "pay_1", 10_000);

  expect(asked).toEqual(["/donations/pay_1", "/donations/pay_1", "/donations/pay_1"]);
});

test("a donation that is never paid is a failure that shows the last answer", async () => {
  const { origin } = await openShop([[200, { status: "processing" }]]);

  await expect(seePaid(origin, "pay_1", 300)).rejects.toThrow(
    '/donations/pay_1 answered 200 {"status":"processing"}',
  );
});
