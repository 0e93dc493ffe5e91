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
  [{ "x-forwarded-for": "203.0.113.7" }],
  [{ "x-forwarded-for": "127.0.0.1, 203.0.113.7" }],
  [{ forwarded: "for=203.0.113.7" }],
])("what a proxy forwarded with %j may not", (headers) => {
  expect(whyNotLocal(asked(headers))).toContain("a proxy forwarded the request");
});

test("a proxy of this machine may forward what this machine asks", () => {
  expect(whyNotLocal(asked({ "x-forwarded-for": "127.0.0.1, ::1" }))).toBeNull();
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
