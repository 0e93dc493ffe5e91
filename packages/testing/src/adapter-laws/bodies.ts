import assert from "node:assert/strict";
import { type AdapterLaw, adapterLaw } from "../adapter-law.ts";
import { connectTo, requestHead } from "../raw-client.ts";
import { assertBytes, JSON_TYPE, PROCESS, post } from "./speak.ts";

/** Valid JSON that nobody writes twice in the same way. */
const ODD_EVENT =
  '\r\n{ "id" : "evt_1",\t"type":"customer.created",\r\n\r\n "a":1.0, "a" : 1e0, "object":"event",' +
  '"name":"Zoë \\u00eb \\/ 残高 🙈", "data":{"object":{"id":"cus_1"}} }\r\n ';

export const bodyLaws: readonly AdapterLaw[] = [
  adapterLaw(
    "HTTP-01",
    "a webhook's bytes arrive as they were signed: odd spaces, line ends, escapes, a repeated name, a byte order mark",
    {},
    async ({ shop, url }) => {
      for (const [n, text] of [ODD_EVENT, `\ufeff${ODD_EVENT}`].entries()) {
        const { bytes, headers } = shop.signed(text);
        const answer = await post(`${url}/webhook`, bytes, headers);
        assertBytes((await shop.request(n)).body, Buffer.from(text, "utf8"));
        assert.equal(answer.status, 200);
        assert.equal(await answer.text(), '{"received":true}');
      }
    },
  ),
  adapterLaw("HTTP-02", "bytes that are no UTF-8 arrive as they are", {}, async ({ shop, url }) => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x7d]);
    const answer = await post(`${url}/webhook`, bytes);
    assertBytes((await shop.request(0)).body, bytes);
    assert.equal(answer.status, 400);
  }),
  adapterLaw(
    "HTTP-03",
    "a body that comes in chunks, without its length, cut within a character, arrives in one piece",
    {},
    async ({ shop, origin, prefix }) => {
      const bytes = Buffer.from('{"order_id":"Zoë"}', "utf8");
      const client = await connectTo(origin);
      client.send(
        requestHead("POST", `${prefix}/process`, [...JSON_TYPE, ["transfer-encoding", "chunked"]]),
      );
      for (const chunk of [bytes.subarray(0, 15), bytes.subarray(15, 16), bytes.subarray(16)]) {
        client.send(`${chunk.length.toString(16)}\r\n`);
        client.send(chunk);
        client.send("\r\n");
      }
      client.send("0\r\n\r\n");
      assertBytes((await shop.request(0)).body, bytes);
      assert.equal((await client.answer()).status, 400);
      client.destroy();
    },
  ),
  adapterLaw(
    "HTTP-04",
    "an empty body arrives as no bytes, and is answered",
    {},
    async ({ shop, origin, prefix }) => {
      const client = await connectTo(origin);
      client.send(
        requestHead("POST", `${prefix}/process`, [...JSON_TYPE, ["content-length", "0"]]),
      );
      assert.equal((await client.answer()).status, 400);
      client.send(requestHead("POST", `${prefix}/webhook`, []));
      assert.equal((await client.answer()).status, 400);
      for (const n of [0, 1]) assertBytes((await shop.request(n)).body, Buffer.alloc(0));
      client.destroy();
    },
  ),
  adapterLaw(
    "HTTP-05",
    "a client that leaves in the middle of its body is told of as aborted, and the next one is served",
    {},
    async ({ shop, url, origin, prefix }) => {
      const client = await connectTo(origin);
      client.send(
        requestHead("POST", `${prefix}/process`, [...JSON_TYPE, ["content-length", "500"]]),
      );
      client.send('{"order_id":"order_1"');
      // Its own answer shows that the server has seen the other connection by then.
      assert.equal((await post(`${url}/process`, PROCESS)).status, 200);
      client.destroy();
      assert.equal((await shop.request(1)).body.kind, "aborted");
      assert.equal((await post(`${url}/process`, PROCESS)).status, 200);
    },
  ),
];
