import assert from "node:assert/strict";
import { type AdapterLaw, adapterLaw } from "../adapter-law.ts";
import { ordering, PROCESS, post } from "./speak.ts";

export const answerLaws: readonly AdapterLaw[] = [
  adapterLaw("HTTP-17", "the status of an answer is the core's", {}, async ({ url }) => {
    for (const [body, status] of [
      [PROCESS, 200],
      ["{", 400],
      [ordering("somebody's"), 403],
      [ordering("unknown"), 404],
      [ordering("later"), 503],
    ] as const) {
      assert.equal((await post(`${url}/process`, body)).status, status, body);
    }
  }),
  adapterLaw(
    "HTTP-18",
    "every header of an answer is the core's, the length in bytes among them",
    {},
    async ({ shop, url }) => {
      const key = { "idempotency-key": "key-of-ada-0001" };
      await post(`${url}/process`, PROCESS, key);
      const replayed = await post(`${url}/process`, PROCESS, key);
      assert.equal(replayed.headers.get("idempotent-replayed"), "true");
      const later = await post(`${url}/process`, ordering("later"));
      assert.equal(later.headers.get("retry-after"), "7");
      const refused = await post(`${url}/process`, ordering("somebody's"));
      const answers = [replayed, later, refused];
      for (const [n, { headers }] of answers.entries()) {
        const given = shop.responses[n + 1]?.headers ?? {};
        const length = given["content-length"];
        assert.equal(headers.get("content-type"), "application/json; charset=utf-8");
        assert.equal(headers.get("cache-control"), "no-store");
        assert.ok(length !== undefined && headers.get("content-length") === length);
      }
    },
  ),
  adapterLaw(
    "HTTP-19",
    "the body of an answer comes byte for byte, letters beyond ASCII too",
    {},
    async ({ shop, url }) => {
      const answer = await post(`${url}/process`, ordering("Jürgen's"));
      const bytes = Buffer.from(await answer.arrayBuffer());
      assert.equal(bytes.toString("utf8"), shop.responses[0]?.body);
      assert.match(bytes.toString("utf8"), /Order Jürgen's is not ada's · Zoë 残高 🙈/);
    },
  ),
];
