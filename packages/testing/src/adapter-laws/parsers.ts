import assert from "node:assert/strict";
import { type AdapterLaw, adapterLaw } from "../adapter-law.ts";
import { assertBytes, ordering, PROCESS, post } from "./speak.ts";

const EVENT = '{ "id" : "evt_1", "type":"customer.created", "name":"Zoë" }';

export const parserLaws: readonly AdapterLaw[] = [
  adapterLaw(
    "HTTP-25",
    "process works behind the framework's JSON parser",
    { needs: ["body_parser"], parser: "json" },
    async ({ shop, url }) => {
      assert.equal((await post(`${url}/process`, PROCESS)).status, 200);
      const { body } = await shop.request(0);
      assert.ok(body.kind === "parsed");
      assert.deepEqual(body.value, { amount: 1050, currency: "usd", order_id: "order_1" });
      const other = await post(`${url}/process`, ordering("hers"));
      assert.match(await other.text(), /Order hers is not ada's/);
    },
  ),
  adapterLaw(
    "HTTP-26",
    "a webhook whose bytes a parser has swallowed is 500, with a sentence that says what to change",
    { needs: ["body_parser"], parser: "json" },
    async ({ shop, url }) => {
      const { bytes, headers } = shop.signed(EVENT);
      const answer = await post(`${url}/webhook`, bytes, headers);
      assert.equal(answer.status, 500);
      const { error } = JSON.parse(await answer.text());
      assert.equal(error.code, "raw_body_unavailable");
      assert.match(error.message, /^\S+ .{20,}\.$/);
    },
  ),
  adapterLaw(
    "HTTP-27",
    "a webhook is verified behind a parser that keeps the bytes",
    { needs: ["kept_bytes"], parser: "json_keeping_bytes" },
    async ({ shop, url }) => {
      const { bytes, headers } = shop.signed(EVENT);
      const answer = await post(`${url}/webhook`, bytes, headers);
      assertBytes((await shop.request(0)).body, Buffer.from(EVENT, "utf8"));
      assert.equal(answer.status, 200);
      assert.equal((await post(`${url}/process`, PROCESS)).status, 200);
    },
  ),
];
