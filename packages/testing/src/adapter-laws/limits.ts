import assert from "node:assert/strict";
import { type AdapterLaw, adapterLaw } from "../adapter-law.ts";
import { connectTo, requestHead } from "../raw-client.ts";
import { assertBytes, JSON_TYPE, PROCESS, post } from "./speak.ts";

const KIB = 1024;

export const limitLaws: readonly AdapterLaw[] = [
  adapterLaw(
    "HTTP-06",
    "a body of just the path's limit is handed over whole, and of one byte more refused: 64 KiB for process, 1 MiB for webhooks",
    {},
    async ({ shop, url }) => {
      for (const [n, [path, limit]] of (
        [
          ["/process", 64 * KIB],
          ["/webhook", 1024 * KIB],
        ] as const
      ).entries()) {
        const whole = await post(`${url}${path}`, " ".repeat(limit));
        assert.equal(whole.status, 400);
        assertBytes((await shop.request(2 * n)).body, Buffer.alloc(limit, " "));
        const more = await post(`${url}${path}`, " ".repeat(limit + 1));
        assert.equal(more.status, 413);
      }
    },
  ),
  adapterLaw(
    "HTTP-07",
    "a body that is announced as too long is refused before it has come",
    {},
    async ({ shop, origin, prefix }) => {
      const client = await connectTo(origin);
      client.send(
        requestHead("POST", `${prefix}/process`, [...JSON_TYPE, ["content-length", "1000000"]]),
      );
      client.send("x".repeat(100));
      const { status, body } = await client.answer();
      assert.equal(status, 413);
      assert.equal(JSON.parse(body.toString("utf8")).error.code, "payload_too_large");
      assert.equal((await shop.request(0)).body.kind, "too_large");
      client.destroy();
    },
  ),
  adapterLaw(
    "HTTP-08",
    "a body without end or length is refused once it is too long, and the next client is served",
    {},
    async ({ url, origin, prefix }) => {
      const client = await connectTo(origin);
      client.send(
        requestHead("POST", `${prefix}/process`, [...JSON_TYPE, ["transfer-encoding", "chunked"]]),
      );
      const chunk = `${(16 * KIB).toString(16)}\r\n${"x".repeat(16 * KIB)}\r\n`;
      for (let sent = 0; sent < 5; sent += 1) client.send(chunk);
      assert.equal((await client.answer()).status, 413);
      client.destroy();
      assert.equal((await post(`${url}/process`, PROCESS)).status, 200);
    },
  ),
];
