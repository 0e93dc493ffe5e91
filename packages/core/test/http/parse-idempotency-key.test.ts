import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseIdempotencyKey } from "../../src/http/parse-idempotency-key.ts";

const MULTIPLE = {
  problem: "Idempotency-Key was sent more than once: send one header with one key.",
};
const NOT_QUOTED = {
  problem:
    'Idempotency-Key starts with a quote and is not a quoted string: send "key", or key without quotes.',
};
const NOT_VISIBLE = {
  problem:
    "Idempotency-Key is not 1 to 255 visible ASCII characters without spaces: send one such key, for example a UUID.",
};

describe("parseIdempotencyKey", () => {
  it.each([
    ["abc", "abc"],
    ['"abc"', "abc"],
    ["8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ['"a\\"b"', 'a"b'],
    ['a"b', 'a"b'],
    ['"a\\\\b"', "a\\b"],
    ["a\\b", "a\\b"],
    ["a,b", "a,b"],
    ["!~", "!~"],
  ])("%s names the key %s", (header, key) => {
    expect(parseIdempotencyKey(header)).toEqual({ key });
  });

  it("no header is no key", () => {
    expect(parseIdempotencyKey(undefined)).toEqual({ key: null });
    expect(parseIdempotencyKey([])).toEqual({ key: null });
  });

  it("a list of one header is one header", () => {
    expect(parseIdempotencyKey(["abc"])).toEqual({ key: "abc" });
  });

  it("a key has 1 to 255 characters, without the quotes and the escapes", () => {
    const longest = "k".repeat(255);
    expect(parseIdempotencyKey(longest)).toEqual({ key: longest });
    expect(parseIdempotencyKey(`"${longest}"`)).toEqual({ key: longest });
    expect(parseIdempotencyKey(`"${'\\"'.repeat(255)}"`)).toEqual({ key: '"'.repeat(255) });
    expect(parseIdempotencyKey(`${longest}k`)).toEqual(NOT_VISIBLE);
    expect(parseIdempotencyKey(`"${longest}k"`)).toEqual(NOT_VISIBLE);
  });

  it.each([
    [["a", "b"], MULTIPLE],
    [["a", "a"], MULTIPLE],
    ["a, b", NOT_VISIBLE],
    ['"a", "b"', NOT_QUOTED],
    ['"a","b"', NOT_QUOTED],
    ["", NOT_VISIBLE],
    ['""', NOT_VISIBLE],
    ["a b", NOT_VISIBLE],
    ['"a b"', NOT_VISIBLE],
    ["a\tb", NOT_VISIBLE],
    ["a\0b", NOT_VISIBLE],
    ["a\x7f", NOT_VISIBLE],
    ["a\r\nb", NOT_VISIBLE],
    ["a\n", NOT_VISIBLE],
    ["schlüssel", NOT_VISIBLE],
    ["\u200b", NOT_VISIBLE],
    ['"', NOT_QUOTED],
    ['"abc', NOT_QUOTED],
    ['"a"b"', NOT_QUOTED],
    ['"a\\"', NOT_QUOTED],
    ['"a\\n"', NOT_QUOTED],
    ['"a";q=1', NOT_QUOTED],
    ['"a" ', NOT_QUOTED],
  ])("%j is refused", (header, problem) => {
    expect(parseIdempotencyKey(header)).toEqual(problem);
  });

  it("two headers are refused as Node's server joins them", async () => {
    const seen = await joinedByNode(["first", "second"]);
    expect(seen).toBe("first, second");
    expect(parseIdempotencyKey(seen)).toEqual(NOT_VISIBLE);
  });

  it("every key means the same bare and quoted", () => {
    const visible = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 255,
    });
    fc.assert(
      fc.property(
        visible.filter((key) => !key.startsWith('"')),
        (key) => {
          const quoted = `"${key.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
          expect(parseIdempotencyKey(key)).toEqual({ key });
          expect(parseIdempotencyKey(quoted)).toEqual({ key });
        },
      ),
    );
  });

  it("whatever the header, the key is 1 to 255 visible characters, or refused", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string()), (header) => {
        const parsed = parseIdempotencyKey(header);
        if ("key" in parsed) expect(parsed.key).toMatch(/^[\x21-\x7e]{1,255}$/);
      }),
    );
  });
});

/** What Node's HTTP server makes of one header that was sent several times. */
async function joinedByNode(values: string[]): Promise<string | string[] | undefined> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  const seen = new Promise<string | string[] | undefined>((resolve) => {
    server.on("request", (incoming, answer) => {
      resolve(incoming.headers["idempotency-key"]);
      answer.end();
    });
  });
  const sent = request({ host: "127.0.0.1", port, agent: false });
  sent.setHeader("Idempotency-Key", values);
  sent.end();
  await seen;
  server.close();
  server.closeAllConnections();
  return seen;
}
