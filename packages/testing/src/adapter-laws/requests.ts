import assert from "node:assert/strict";
import { type AdapterLaw, adapterLaw } from "../adapter-law.ts";
import { connectTo, requestHead } from "../raw-client.ts";
import { JSON_TYPE, ordering, PROCESS, post } from "./speak.ts";

export const requestLaws: readonly AdapterLaw[] = [
  adapterLaw(
    "HTTP-09",
    "headers arrive under lower-case names with their values untouched, however the client wrote them",
    {},
    async ({ shop, origin, prefix }) => {
      const client = await connectTo(origin);
      client.send(
        requestHead("POST", `${prefix}/webhook`, [
          ["CONTENT-TYPE", "Application/JSON; Charset=UTF-8"],
          ["IDEMPOTENCY-KEY", '"Key-1"'],
          ["STRIPE-SIGNATURE", "t=1,v1=aB,v0=Cd"],
          ["content-length", "2"],
        ]),
      );
      client.send("{}");
      const { headers } = await shop.request(0);
      assert.equal(headers["content-type"], "Application/JSON; Charset=UTF-8");
      assert.equal(headers["idempotency-key"], '"Key-1"');
      assert.equal(headers["stripe-signature"], "t=1,v1=aB,v0=Cd");
      client.destroy();
    },
  ),
  adapterLaw(
    "HTTP-10",
    "two Idempotency-Key headers are not taken for one",
    {},
    async ({ origin, prefix }) => {
      const client = await connectTo(origin);
      client.send(
        requestHead("POST", `${prefix}/process`, [
          ...JSON_TYPE,
          ["idempotency-key", "key-1"],
          ["idempotency-key", "key-2"],
          ["content-length", `${PROCESS.length}`],
        ]),
      );
      client.send(PROCESS);
      const { status, body } = await client.answer();
      assert.equal(status, 400);
      assert.equal(JSON.parse(body.toString("utf8")).error.code, "idempotency_key_invalid");
      client.destroy();
    },
  ),
  adapterLaw("HTTP-11", "a query is no part of the path", {}, async ({ shop, url }) => {
    const answer = await post(`${url}/process?from=app&path=/webhook`, PROCESS);
    assert.equal((await shop.request(0)).path, "/process");
    assert.equal(answer.status, 200);
  }),
  adapterLaw("HTTP-12", "a slash at the end of a path is let be", {}, async ({ url }) => {
    assert.equal((await post(`${url}/process/`, PROCESS)).status, 200);
  }),
  adapterLaw(
    "HTTP-13",
    "it answers where it is mounted, however deep, and nowhere else",
    { prefix: "/api/v1/pay" },
    async ({ shop, url, origin }) => {
      assert.equal((await post(`${url}/process`, PROCESS)).status, 200);
      assert.equal((await shop.request(0)).path, "/process");
      for (const elsewhere of ["/process", "/v1/pay/process", "/api/v1/payprocess"]) {
        assert.equal((await post(`${origin}${elsewhere}`, PROCESS)).status, 418, elsewhere);
      }
      assert.equal(shop.requests.length, 1);
    },
  ),
  adapterLaw(
    "HTTP-14",
    "a path that is not the core's goes to the application, its method, query and body untouched",
    {},
    async ({ shop, url }) => {
      for (const path of [
        "",
        "/",
        "/receipts",
        "/processing",
        "/process/1",
        "/Process",
        "/constructor",
      ]) {
        const answer = await post(`${url}${path}`, '{ "theirs" : "Zoë" }', {
          "content-type": "text/plain",
        });
        assert.equal(answer.status, 418, path);
        assert.equal(await answer.text(), '{ "theirs" : "Zoë" }', path);
      }
      assert.equal(shop.requests.length, 0);
    },
  ),
  adapterLaw(
    "HTTP-15",
    "methods other than POST are the core's to refuse: 405 with Allow",
    {},
    async ({ shop, url }) => {
      for (const [n, method] of ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"].entries()) {
        const answer = await fetch(`${url}/process`, { method });
        assert.equal(answer.status, 405, method);
        assert.equal(answer.headers.get("allow"), "POST", method);
        assert.equal((await shop.request(n)).method, method);
      }
    },
  ),
  adapterLaw(
    "HTTP-16",
    "HEAD is handed over as HEAD, answered without a body, and the connection serves on",
    {},
    async ({ shop, origin, prefix }) => {
      const client = await connectTo(origin);
      client.send(requestHead("HEAD", `${prefix}/process`, []));
      assert.equal((await client.answer({ withoutBody: true })).status, 405);
      assert.equal((await shop.request(0)).method, "HEAD");
      const body = ordering("unknown");
      client.send(
        requestHead("POST", `${prefix}/process`, [
          ...JSON_TYPE,
          ["content-length", `${body.length}`],
        ]),
      );
      client.send(body);
      assert.equal((await client.answer()).status, 404);
      client.destroy();
    },
  ),
];
