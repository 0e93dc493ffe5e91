import assert from "node:assert/strict";
import { type AdapterLaw, adapterLaw } from "../adapter-law.ts";
import { connectTo, requestHead } from "../raw-client.ts";
import { JSON_TYPE } from "./speak.ts";

const KIB = 1024;
/** More than the network's own buffers hold between two programs of one machine. */
const BUFFERED_BYTES = 32 * KIB * KIB;

const ANNOUNCED = ["content-length", "1000000000"] as const;
const CHUNKED = ["transfer-encoding", "chunked"] as const;

export const unreadLaws: readonly AdapterLaw[] = [
  adapterLaw(
    "HTTP-30",
    "after a body that is too long nothing more is read: the answer says that the connection closes, and it does",
    {},
    async ({ origin, prefix }) => {
      const chunk = `${(16 * KIB).toString(16)}\r\n${"x".repeat(16 * KIB)}\r\n`;
      const begin = async (length: readonly [string, string]) => {
        const client = await connectTo(origin);
        client.send(requestHead("POST", `${prefix}/process`, [...JSON_TYPE, length]));
        return client;
      };
      for (const length of [ANNOUNCED, CHUNKED]) {
        const torrent = await begin(length);
        const [answer, taken] = await Promise.all([torrent.answer(), torrent.flood(chunk)]);
        assert.equal(answer.status, 413);
        assert.equal(answer.headers.connection, "close");
        assert.ok(taken < BUFFERED_BYTES, `${taken} bytes were taken of a body that was refused.`);
      }
      const trickle = await begin(ANNOUNCED);
      for (let sent = 0; sent < 5; sent += 1) trickle.send(chunk);
      assert.equal((await trickle.answer()).headers.connection, "close");
      await trickle.closed;
    },
  ),
];
