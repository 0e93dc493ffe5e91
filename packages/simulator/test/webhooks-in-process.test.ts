import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createSimulator } from "../src/index.ts";
import { promiseWithResolve } from "../src/promise-with-resolve.ts";
import { CARD_ONLY, clientOf, setUp } from "./stripe-client.ts";

vi.setConfig({ testTimeout: 30_000 });

/** What frameworks such as Hono offer: requests in, answers out, and no network. */
function createApp(secret: string, now: () => number) {
  const orders: string[] = [];
  return {
    orders,
    async request(input: string, init?: RequestInit): Promise<Response> {
      const request = new Request(input, init);
      if (new URL(request.url).pathname !== "/webhook") return new Response("", { status: 404 });
      const signature = request.headers.get("stripe-signature") ?? "";
      const body = await request.text();
      const event = Stripe.webhooks.constructEvent(body, signature, secret, 300, undefined, now());
      orders.push(event.type);
      return Response.json({ received: true });
    },
  };
}

test("deliveries can be handed to an app in the same process", async () => {
  const app = createApp("whsec_app", () => 1_795_435_200_000);
  const { simulator, stripe } = setUp({
    webhookEndpoints: [{ url: "http://localhost/webhook", secret: "whsec_app" }],
    fetch: (url, init) => app.request(url, init),
  });
  await stripe.paymentIntents.create(CARD_ONLY);
  await simulator.webhooks.deliverDue();
  expect(app.orders).toEqual(["payment_intent.created"]);
  expect(simulator.webhooks.deliveries[0]?.attempts[0]?.response).toEqual({
    status: 200,
    body: '{"received":true}',
  });
});

describe("an endpoint", () => {
  test.each([
    ["never answers", () => new Promise<Response>(() => undefined), "No answer within 20 mill"],
    [
      "begins to answer and does not end",
      () => new Response(new ReadableStream({ start: (body) => body.enqueue(Buffer.from("a")) })),
      "No answer within 20 milliseconds.",
    ],
    [
      "throws",
      () => {
        throw new Error("broken");
      },
      "broken",
    ],
  ])("that %s has failed", async (_how, answer, error) => {
    const { simulator, stripe } = setUp({
      webhookEndpoints: [{ url: "http://localhost/webhook" }],
      fetch: answer,
      webhookTimeoutMs: 20,
    });
    await stripe.paymentIntents.create(CARD_ONLY);
    await simulator.webhooks.deliverDue();
    const [delivery] = simulator.webhooks.deliveries;
    expect(delivery?.status).toBe("pending");
    expect(delivery?.attempts).toMatchObject([
      { response: null, error: expect.stringContaining(error) },
    ]);
  });

  test("that redirects has failed, and where it points to gets nothing", async () => {
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url ?? "");
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // It listens on a port.
    const { simulator, stripe } = setUp({
      webhookEndpoints: [{ url: `http://127.0.0.1:${port}/webhook` }],
    });
    await stripe.paymentIntents.create(CARD_ONLY);
    await simulator.webhooks.deliverDue();
    server.closeAllConnections();
    server.close();
    expect(paths).toEqual(["/webhook"]);
    expect(simulator.webhooks.deliveries).toMatchObject([
      { status: "pending", attempts: [{ response: { status: 307 } }] },
    ]);
  });
});

describe("timers", () => {
  afterEach(() => void vi.restoreAllMocks());

  test("there is none while nothing waits, and none left of a delivery", async () => {
    const setTimer = vi.spyOn(globalThis, "setTimeout");
    const clearTimer = vi.spyOn(globalThis, "clearTimeout");
    const simulator = createSimulator({
      webhookEndpoints: [{ url: "http://localhost/webhook" }],
      fetch: () => new Response("ok"),
    });
    expect(setTimer).not.toHaveBeenCalled();
    await simulator.fetch("https://api.stripe.com/v1/payment_intents", {
      method: "POST",
      headers: { authorization: "Bearer sk_test_simulator" },
      body: "amount=1099&currency=usd",
    });
    expect(setTimer).not.toHaveBeenCalled();
    expect(await simulator.webhooks.deliverDue()).toBe(1);
    const [timer] = setTimer.mock.results;
    expect(setTimer).toHaveBeenCalledTimes(1);
    expect(clearTimer).toHaveBeenCalledWith(timer?.value);
  });

  const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const begin = `import { createSimulator } from ${source("../src/index.ts")};
const simulator = createSimulator({ webhookEndpoints: [{ url: "http://127.0.0.1:9/" }] });`;
  const request = (
    target: string,
    base: string,
  ) => `await ${target}(${base} + "/v1/payment_intents", {
  method: "POST",
  headers: { authorization: "Bearer sk_test_simulator" },
  body: "amount=1099&currency=usd&payment_method=pm_card_visa&confirm=true&return_url=https://a.example/",
});`;

  test.each([
    ["only creates a simulator", ""],
    ["pays, with webhooks and a settlement to come", request("simulator.fetch", '"https://x"')],
    [
      "listens, pays, and closes",
      `const { url, close } = await simulator.listen();
${request("fetch", "url")}
await close();`,
    ],
  ])("a process that %s ends by itself", async (_what, story) => {
    const code = `${begin}\n${story}\nconsole.log(simulator.events.list().length);`;
    const child = spawn(process.execPath, [
      "--conditions=chargeonce-source",
      "--input-type=module",
      "--eval",
      code,
    ]);
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    const began = Date.now();
    const [status] = await once(child, "exit");
    expect([status, output.trim()]).toEqual([0, story === "" ? "0" : "3"]);
    expect(Date.now() - began).toBeLessThan(20_000);
  });
});

/** When it was signed, in minutes since the test began. */
function minutesOf({ headers }: RequestInit): number {
  const signature = new Headers(headers).get("stripe-signature") ?? "";
  return (Number(/t=(\d+)/.exec(signature)?.[1]) - 1_795_435_200) / 60;
}

test("the clock waits for a delivery under way, so that its retries come at their times", async () => {
  const tried: number[] = [];
  const held = promiseWithResolve();
  const simulator = createSimulator({
    now: () => 1_795_435_200_000,
    webhookEndpoints: [{ url: "http://a.example/" }],
    async fetch(_url, init) {
      tried.push(minutesOf(init));
      await held.promise;
      return new Response("", { status: 500 });
    },
  });
  const server = await simulator.listen();
  await clientOf(simulator).paymentIntents.create(CARD_ONLY);
  await expect.poll(() => tried).toEqual([0]);
  const advanced = simulator.advance(1);
  held.resolve();
  await advanced;
  await server.close();
  expect(tried).toEqual([0, 5, 35]);
});

test("the clock put forward: two endpoints are tried again each at its times, delays included", async () => {
  const clock = { ms: 1_795_435_200_000 };
  const tried: string[] = [];
  const simulator = createSimulator({
    seed: "test",
    now: () => clock.ms,
    webhookEndpoints: [{ url: "http://a.example/" }, { url: "http://b.example/" }],
    fetch: (url, init) => {
      tried.push(`${new URL(url).hostname} ${minutesOf(init)}`);
      return new Response("", { status: url.includes("a.") ? 500 : tried.length > 4 ? 200 : 503 });
    },
  });
  simulator.webhooks.disturb("delay", { endpoint: "http://b.example/", delayMs: 600_000 });
  const server = await simulator.listen();
  await clientOf(simulator).paymentIntents.create(CARD_ONLY);
  await simulator.advance(5);
  await server.close();
  expect(tried).toEqual([
    "a.example 0",
    "a.example 5",
    "b.example 10",
    "b.example 15",
    "a.example 35",
    "b.example 45",
    "a.example 215",
  ]);
});
