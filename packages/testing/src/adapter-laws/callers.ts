import assert from "node:assert/strict";
import { type AdapterLaw, adapterLaw } from "../adapter-law.ts";
import { connectTo, requestHead } from "../raw-client.ts";
import { together } from "../together.ts";
import { JSON_TYPE, ordering, PROCESS, post } from "./speak.ts";

export const callerLaws: readonly AdapterLaw[] = [
  adapterLaw(
    "HTTP-20",
    "`context` gets the framework's own request, once, and what it returns reaches the application",
    {},
    async ({ shop, url }) => {
      assert.equal((await post(`${url}/process`, PROCESS)).status, 200);
      const other = await post(`${url}/process`, PROCESS, { "x-visitor": "eve" });
      assert.deepEqual(shop.askedFor, ["ada", "eve"]);
      assert.equal(other.status, 403);
      assert.match(await other.text(), /Order order_1 is not eve's/);
    },
  ),
  adapterLaw(
    "HTTP-21",
    "`context` is asked by the core alone: not for webhooks, nor for what is refused before",
    {},
    async ({ shop, url }) => {
      const { bytes, headers } = shop.signed('{"id":"evt_1","type":"customer.created"}');
      assert.equal((await post(`${url}/webhook`, bytes, headers)).status, 200);
      assert.equal((await post(`${url}/process`, "{")).status, 400);
      assert.equal((await fetch(`${url}/process`)).status, 405);
      assert.deepEqual(shop.askedFor, []);
    },
  ),
  adapterLaw(
    "HTTP-22",
    "what `context` throws is answered by the core",
    {},
    async ({ url, heard }) => {
      const answer = await fetch(`${url}/process`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: PROCESS,
      });
      assert.equal(answer.status, 401);
      assert.match(await answer.text(), /"code":"unauthorized"/);
      assert.deepEqual(heard, []);
    },
  ),
  adapterLaw(
    "HTTP-23",
    "a request that comes whole while another one is half here does not mix with it",
    {},
    async ({ origin, prefix, url }) => {
      const slow = await connectTo(origin);
      const body = ordering("slow");
      slow.send(
        requestHead("POST", `${prefix}/process`, [
          ["content-type", "application/json"],
          ["x-visitor", "sue"],
          ["content-length", `${body.length}`],
        ]),
      );
      slow.send(body.slice(0, 20));
      // Another connection's round trip lets the first half reach the adapter.
      const quick = await post(`${url}/process`, ordering("quick"));
      assert.match(await quick.text(), /Order quick is not ada's/);
      slow.send(body.slice(20));
      assert.match((await slow.answer()).body.toString("utf8"), /Order slow is not sue's/);
      slow.destroy();
    },
  ),
  adapterLaw(
    "HTTP-24",
    "of 20 requests at once each gets the answer to its own, on connections that are used again",
    {},
    async ({ origin, prefix, url }) => {
      const clients = await together(20, () => connectTo(origin));
      for (const round of ["a", "b"]) {
        const bodies = clients.map((_, n) => ordering(`${n}${round}`));
        for (const [n, client] of clients.entries()) {
          const body = bodies[n] ?? "";
          client.send(
            requestHead("POST", `${prefix}/process`, [
              ...JSON_TYPE,
              ["content-length", `${body.length}`],
            ]),
          );
          client.send(body.slice(0, 20));
        }
        // By then all 20 are half here.
        await post(`${url}/process`, ordering("between"));
        for (const [n, client] of clients.entries()) client.send(bodies[n]?.slice(20) ?? "");
        for (const [n, client] of clients.entries()) {
          const { body } = await client.answer();
          assert.ok(body.toString("utf8").includes(`Order ${n}${round} is not ada's`));
        }
      }
      for (const client of clients) client.destroy();
    },
  ),
];
