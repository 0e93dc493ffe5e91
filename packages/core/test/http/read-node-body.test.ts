import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readNodeBody } from "../../src/http/read-node-body.ts";

const NOTHING_LEFT = { kept: [], parsed: undefined, advice: "Mount it first." };

test("a stream that is destroyed without an error is aborted, not waited for", async () => {
  const request = Object.assign(new Readable({ read: () => undefined }), {
    headers: {},
    headersDistinct: {},
  });
  request.push('{"amount":');
  const body = readNodeBody(request, 64, NOTHING_LEFT);
  request.destroy();
  expect(await body).toEqual({ kind: "aborted" });
});
