import { describe, expect, test } from "vitest";
import { pay, visitDashboard } from "./dashboard-visitor.ts";
import { CARD_ONLY, setUp } from "./stripe-client.ts";

describe("only this machine, and no other page, reaches the dashboard", () => {
  test.each([
    ["another name for this address", { host: "rebound.example" }],
    ["a page of another origin", { origin: "https://evil.example" }],
    ["a page that hides its origin", { origin: "null" }],
    ["a link on another site", { "sec-fetch-site": "cross-site" }],
    ["a proxy", { "x-forwarded-for": "203.0.113.9" }],
  ])("%s may neither look nor press a button", async (_who, headers) => {
    const setup = setUp();
    const { send } = await visitDashboard(setup.simulator);
    const { id } = await pay(setup);
    const looked = await send("GET", "/dashboard", { headers });
    expect(looked.status).toBe(403);
    expect(looked.text).not.toContain("sk_test_simulator");
    const body = `payment_intent=${id}`;
    expect((await send("POST", "/dashboard/do/refund", { headers, body })).status).toBe(403);
    expect(setup.simulator.ledger.charges()[0]?.amountRefunded).toBe(0);
  });

  test("a browser is not told that other origins may", async () => {
    const { send } = await visitDashboard(setUp().simulator);
    const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
    const asked = await send("OPTIONS", "/dashboard/do/refund", { headers });
    expect(asked.status).toBe(403);
    expect(asked.headers).not.toHaveProperty("access-control-allow-origin");
    expect((await send("GET", "/dashboard")).headers).not.toHaveProperty(
      "access-control-allow-origin",
    );
  });

  test("its own page may do both", async () => {
    const setup = setUp();
    const { send, url } = await visitDashboard(setup.simulator);
    const { id } = await pay(setup);
    const headers = { origin: url, "sec-fetch-site": "same-origin" };
    expect((await send("GET", "/dashboard", { headers })).status).toBe(200);
    const body = `payment_intent=${id}`;
    expect((await send("POST", "/dashboard/do/refund", { headers, body })).status).toBe(303);
    expect(setup.simulator.ledger.charges()[0]?.amountRefunded).toBe(1099);
  });
});

test("looking changes nothing, is no request of the API, and meets no fault", async () => {
  const setup = setUp();
  const { send, look } = await visitDashboard(setup.simulator);
  const { id } = await pay(setup);
  setup.simulator.faults.next("lose_request");
  await look("/dashboard");
  expect((await send("HEAD", "/dashboard")).text).toBe("");
  const body = `payment_intent=${id}`;
  expect((await send("GET", `/dashboard/do/refund?${body}`)).status).toBe(405);
  expect((await send("PUT", "/dashboard/do/refund", { body })).status).toBe(405);
  expect((await send("POST", "/dashboard")).status).toBe(405);
  expect(setup.simulator.requests).toHaveLength(1);
  expect(setup.simulator.ledger.charges()[0]?.amountRefunded).toBe(0);
  expect((await send("GET", "/v1/payment_intents").catch((error) => error)).code).toBe(
    "ECONNRESET",
  );
});

test("the bare address leads a person to it, and stays unknown to a client of Stripe", async () => {
  const { send } = await visitDashboard(setUp().simulator);
  const person = await send("GET", "/", { headers: { accept: "text/html,*/*" } });
  expect([person.status, person.headers.location]).toEqual([303, "/dashboard"]);
  expect((await send("GET", "/")).status).toBe(401);
});

test.each([
  "https://evil.example/",
  "//evil.example",
  "/v1/payment_intents",
  "/dashboardX",
  "/dashboard\r\nx: y",
  "/dashboard/..//evil.example",
  "/dashboard/../..//evil.example/x",
  "/dashboard/%2e%2e//evil.example",
  "/dashboard/..\\\\evil.example",
  "/dashboard/.%2E/\\evil.example",
  "/dashboard/../v1/payment_intents",
  "\\\\evil.example/dashboard",
  "http://dashboard.evil.example/dashboard",
  "http://dashboard.invalid@evil.example/dashboard",
  "javascript:alert(1)",
  "http://[",
])("a button never leads to %j", async (back) => {
  const { send } = await visitDashboard(setUp().simulator);
  const body = new URLSearchParams({ back }).toString();
  const { status, headers } = await send("POST", "/dashboard/do/deliver", { body });
  expect([status, headers.location]).toEqual([303, "/dashboard?notice=1"]);
});

test("no address puts words into the page", async () => {
  const { look } = await visitDashboard(setUp().simulator);
  expect(await look("/dashboard?notice=Your+key+has+leaked")).not.toContain("leaked");
});

test("with ten thousand payments a page is quick and small", async () => {
  const { simulator } = setUp({ webhookEndpoints: [{ url: "http://shop.example/hook" }] });
  const { look } = await visitDashboard(simulator);
  const body = new URLSearchParams({
    amount: "1099",
    currency: "usd",
    "automatic_payment_methods[enabled]": "true",
    "automatic_payment_methods[allow_redirects]": "never",
    payment_method: "pm_card_visa",
    confirm: "true",
    "metadata[order]": "1",
  }).toString();
  const headers = { authorization: "Bearer sk_test_simulator" };
  for (let count = 0; count < 10_000; count += 1) {
    const path = "/v1/payment_intents";
    simulator.engine.handle({ method: "POST", path, query: "", headers, body });
  }
  const { id } = simulator.ledger.paymentIntents()[5000] ?? {};
  for (const path of ["", "/events", "/webhooks", "/requests", `/payments/${id}`, "?find=zzz"]) {
    // The processor's time and the best of several: a busy machine must not spoil it.
    const tries: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const before = process.cpuUsage();
      const page = await look(`/dashboard${path}`);
      const { user, system } = process.cpuUsage(before);
      tries.push((user + system) / 1000);
      expect(page.length, path).toBeLessThan(120_000);
    }
    expect(Math.min(...tries), path).toBeLessThan(100);
  }
}, 60_000);

test("what is long is cut short, and the page says so", async () => {
  const { simulator, stripe } = setUp();
  const { look } = await visitDashboard(simulator);
  await stripe.paymentIntents.create({ ...CARD_ONLY, description: "x".repeat(50_000) });
  const page = await look(`/dashboard/requests/${simulator.requests[0]?.requestId}`);
  expect(page.length).toBeLessThan(60_000);
  expect(page).toContain("more characters");
});
