import { request as httpRequest } from "node:http";
import { afterEach, expect, test } from "vitest";
import { refuseUnlessLocal, whyNotLocal } from "../../src/control/local-only.ts";
import type { ApiRequest } from "../../src/engine/api-types.ts";
import { startHttpServer } from "../../src/faces/http-server.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A request over HTTP; by default what a program on this machine sends. */
function asked(changes: Record<string, string> = {}, remoteAddress = "127.0.0.1"): ApiRequest {
  return {
    method: "POST",
    path: "/_simulator/faults",
    query: "",
    headers: { host: "127.0.0.1:8420", ...changes },
    body: "",
    remoteAddress,
  };
}

test("a request of this process may", () => {
  const { remoteAddress: _remote, ...inProcess } = asked({ host: "api.stripe.com" });
  expect(whyNotLocal(inProcess)).toBeNull();
});

test.each([["127.0.0.1"], ["127.8.9.10"], ["::1"], ["::ffff:127.0.0.1"]])(
  "a request from %s may",
  (address) => {
    expect(whyNotLocal(asked({}, address))).toBeNull();
  },
);

test.each([["192.168.1.4"], ["::ffff:10.0.0.1"], ["fe80::1"], [""], ["127.0.0.1.evil.example"]])(
  "a request from '%s' may not",
  (address) => {
    expect(whyNotLocal(asked({}, address))).toContain("Only this machine may use this");
  },
);

test.each([
  ["localhost"],
  ["LOCALHOST:8420"],
  ["shop.localhost:8420"],
  ["[::1]:8420"],
  ["127.0.0.1"],
])("the host '%s' is this machine", (host) => {
  expect(whyNotLocal(asked({ host }))).toBeNull();
});

test.each([
  ["evil.example"],
  ["evil.example:8420"],
  ["localhost.evil.example"],
  ["127.0.0.1.evil.example"],
  ["notlocalhost"],
  ["192.168.1.4:8420"],
  ["::1"],
  [""],
  ["localhost:99999"],
  ["127.999.1.1"],
  ["evil.example/.localhost"],
  ["evil.example#.localhost"],
  ["a@localhost"],
  [".localhost:x"],
])("the host '%s' is not, whatever address it resolves to", (host) => {
  expect(whyNotLocal(asked({ host }))).toContain(`the request is for the host '${host}'`);
});

test.each([
  [{ origin: "http://127.0.0.1:8420" }],
  [{ origin: "http://127.0.0.1:8420", "sec-fetch-site": "same-origin" }],
  [{ "sec-fetch-site": "none" }],
])("a browser may with %j: a page of the simulator, or an address that was typed", (headers) => {
  expect(whyNotLocal(asked(headers))).toBeNull();
});

test.each([
  [{ origin: "https://evil.example" }],
  [{ origin: "null" }],
  [{ origin: "http://127.0.0.1:3000" }],
  [{ origin: "http://localhost:8420" }],
  [{ "sec-fetch-site": "cross-site" }],
  [{ "sec-fetch-site": "same-site" }],
])("a browser may not with %j: a page of somebody else", (headers) => {
  expect(whyNotLocal(asked(headers))).toContain("Only pages of the simulator may use this");
});

test.each([
  ["x-forwarded-for", "203.0.113.7"],
  ["x-forwarded-for", "127.0.0.1"],
  ["x-forwarded-for", "::1"],
  ["x-forwarded-for", ""],
  ["X-Forwarded-For", "127.0.0.1"],
  ["x-forwarded-host", "127.0.0.1:8420"],
  ["x-forwarded-proto", "https"],
  ["x-forwarded-server", "proxy"],
  ["x-original-forwarded-for", "127.0.0.1"],
  ["forwarded", "for=127.0.0.1"],
  ["forwarded-for", "127.0.0.1"],
  ["x-real-ip", "127.0.0.1"],
  ["via", "1.1 proxy"],
  ["x-client-ip", "127.0.0.1"],
  ["x-cluster-client-ip", "127.0.0.1"],
  ["client-ip", "127.0.0.1"],
  ["true-client-ip", "127.0.0.1"],
  ["cf-connecting-ip", "127.0.0.1"],
  ["cf-ray", "8d1"],
  ["cdn-loop", "cloudflare"],
  ["fastly-client-ip", "127.0.0.1"],
  ["fly-client-ip", "127.0.0.1"],
  ["do-connecting-ip", "127.0.0.1"],
  ["x-appengine-user-ip", "127.0.0.1"],
  ["x-azure-clientip", "127.0.0.1"],
  ["x-envoy-external-address", "127.0.0.1"],
  ["x-remote-addr", "127.0.0.1"],
  ["x-originating-ip", "127.0.0.1"],
  ["x-original-host", "127.0.0.1"],
  ["x-amzn-trace-id", "Root=1"],
  ["proxy-connection", "keep-alive"],
])("what came through a proxy may not, whomever it names: %s: %s", (name, value) => {
  expect(whyNotLocal(asked({ [name]: value }))).toContain("a proxy forwarded the request");
});

test("what a browser and a program send of themselves names no proxy", () => {
  const headers = {
    accept: "*/*",
    "accept-language": "en",
    authorization: "Bearer sk_test_1",
    connection: "keep-alive",
    "content-type": "application/json",
    cookie: "a=b",
    dnt: "1",
    "idempotency-key": "1",
    referer: "http://127.0.0.1:8420/dashboard",
    "sec-ch-ua": "x",
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": "same-origin",
    "stripe-account": "acct_1",
    "stripe-version": "1",
    "upgrade-insecure-requests": "1",
    "user-agent": "curl/8",
    "x-requested-with": "XMLHttpRequest",
    "x-stripe-client-user-agent": "{}",
    "x-request-id": "1",
  };
  expect(whyNotLocal(asked(headers))).toBeNull();
});

test("a refusal is a 403 with its sentence", () => {
  expect(refuseUnlessLocal(asked({ origin: "https://evil.example" }))).toEqual({
    status: 403,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    body: "Only pages of the simulator may use this, and the request came from a page of 'https://evil.example'.\n",
  });
  expect(refuseUnlessLocal(asked())).toBeNull();
});

test("over HTTP a request brings its address, and the name that its sender used", async () => {
  const server = await startHttpServer(async (request) => ({
    kind: "answer",
    response: refuseUnlessLocal(request) ?? { status: 200, headers: {}, body: "welcome" },
  }));
  closers.push(server.close);
  expect(await read(server.port, { host: `localhost:${server.port}` })).toBe("welcome");
  expect(await read(server.port, { host: "evil.example" })).toContain("'evil.example'");
});

/** `fetch` sets the host by itself. */
function read(port: number, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: "127.0.0.1", port, headers }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve(text);
    })
      .on("error", reject)
      .end();
  });
}
