import { once } from "node:events";
import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import type { Listening, Simulator } from "../src/index.ts";
import { setUp } from "./stripe-client.ts";

const AUTHORIZED = { authorization: "Bearer sk_test_simulator" };
const BODY = "amount=1099&currency=usd";
const MEBIBYTE = 1024 * 1024;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.allSettled(closers.splice(0).map((close) => close()));
});

async function listening(simulator: Simulator): Promise<Listening> {
  const server = await simulator.listen();
  closers.push(server.close);
  return server;
}

/** A request of `node:http`, which hides nothing of its connection. */
async function send(
  { port }: Listening,
  { body = "", ...options }: RequestOptions & { body?: string },
): Promise<{ response: IncomingMessage; body: string; connection: number | undefined }> {
  const asked = request({
    host: "127.0.0.1",
    port,
    path: "/v1/payment_intents",
    ...options,
    headers: { ...AUTHORIZED, ...options.headers },
  });
  asked.end(body);
  // That is what the event brings.
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const connection = response.socket.localPort;
  return { response, body: await text(response), connection };
}

test("one connection carries many requests", async () => {
  const { simulator } = setUp();
  const server = await listening(simulator);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const first = await send(server, { agent, method: "POST", body: BODY });
  const second = await send(server, { agent });
  agent.destroy();
  expect(first.connection).toBeGreaterThan(0);
  expect(second.connection).toBe(first.connection);
  expect(simulator.requests).toHaveLength(2);
});

test("HEAD is answered as GET is, without the body", async () => {
  const { simulator, stripe } = setUp();
  await stripe.paymentIntents.create({ amount: 1099, currency: "usd" });
  const server = await listening(simulator);
  const read = await send(server, {});
  const head = await send(server, { method: "HEAD" });
  expect(head.response.statusCode).toBe(200);
  expect(head.body).toBe("");
  expect(head.response.headers["content-length"]).toBe(read.response.headers["content-length"]);
  const inProcess = await simulator.fetch("https://api.stripe.com/v1/payment_intents", {
    method: "HEAD",
    headers: AUTHORIZED,
  });
  expect([inProcess.status, await inProcess.text()]).toEqual([200, ""]);
});

test.each([
  ["of a stated length", {}],
  ["in chunks", { "transfer-encoding": "chunked" }],
])(
  "a body of a mebibyte is read, and a larger one is answered 413 in full, %s",
  async (_how, headers) => {
    const { simulator } = setUp();
    const server = await listening(simulator);
    const fill = (size: number) => `description=${"a".repeat(size - "description=".length)}`;
    const asBig = await send(server, { method: "POST", headers, body: fill(MEBIBYTE) });
    expect(asBig.response.statusCode).toBe(400);
    expect(simulator.requests).toHaveLength(1);
    const bigger = await send(server, { method: "POST", headers, body: fill(MEBIBYTE + 1) });
    expect(bigger.response.statusCode).toBe(413);
    const far = await send(server, { method: "POST", headers, body: fill(8 * MEBIBYTE) });
    expect(far.response.statusCode).toBe(413);
    expect(simulator.requests).toHaveLength(1);
  },
);

test("a body without end loses its connection", async () => {
  const { simulator } = setUp();
  const server = await listening(simulator);
  const sent = send(server, { method: "POST", body: "a".repeat(17 * MEBIBYTE) });
  await expect(sent).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
});

test("a request whose client is gone before its body ended never arrived", async () => {
  const { simulator } = setUp();
  const server = await listening(simulator);
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(
    "POST /v1/payment_intents HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer sk_test_simulator\r\ncontent-length: 24\r\n\r\namount=1099&",
  );
  socket.destroy();
  expect((await send(server, {})).response.statusCode).toBe(200);
  expect(simulator.requests.map(({ method }) => method)).toEqual(["GET"]);
});

test("a lost request is a reset connection, which is not the same as one that ended", async () => {
  const { simulator } = setUp();
  const server = await listening(simulator);
  simulator.faults.next("lose_request");
  const socket = connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  const failed = once(socket, "error");
  socket.resume().write("GET /v1/payment_intents HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
  socket.on("end", () => socket.emit("error", new Error("it ended")));
  expect((await failed)[0]).toMatchObject({ code: "ECONNRESET" });
});

test("closing takes no more connections, and lets a request that is being answered end", async () => {
  const { simulator } = setUp();
  const server = await listening(simulator);
  const hang = simulator.faults.next("hang");
  const sent = send(server, { method: "POST", body: BODY });
  await hang.struck;
  const closed = server.close();
  for (let index = 0; index < 20; index += 1) {
    await expect(send(server, {})).rejects.toMatchObject({ code: "ECONNREFUSED" });
  }
  hang.release();
  expect((await sent).response.statusCode).toBe(200);
  await closed;
});

test("closing ends at once what hears nothing, and waits on for the others", async () => {
  const { simulator } = setUp();
  const server = await listening(simulator);
  const silence = simulator.faults.next("silence_before");
  const lost = codeOf(send(server, { method: "POST", body: BODY }));
  await silence.struck;
  const hang = simulator.faults.next("hang");
  const sent = send(server, { method: "POST", body: BODY });
  await hang.struck;
  const closed = server.close();
  expect(await lost).toBe("ECONNRESET");
  hang.release();
  expect((await sent).response.statusCode).toBe(200);
  await closed;
});

test("closing does not wait for ever for what a fault holds, and that executes when it is released", async () => {
  const { simulator } = setUp();
  const server = await listening(simulator);
  const hang = simulator.faults.next("hang");
  const lost = codeOf(send(server, { method: "POST", body: BODY }));
  await hang.struck;
  await server.close();
  expect(await lost).toBe("ECONNRESET");
  hang.release();
  await expect.poll(() => simulator.ledger.paymentIntents().length).toBe(1);
});

/** The code of the error that a request ends with. */
function codeOf(sent: Promise<unknown>): Promise<unknown> {
  return sent.catch((error: NodeJS.ErrnoException) => error.code);
}
