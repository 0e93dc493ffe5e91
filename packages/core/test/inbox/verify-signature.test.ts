import { createHmac } from "node:crypto";
import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { type SignatureCheck, verifySignature } from "../../src/inbox/verify-signature.ts";

const SECRET = "whsec_first";
const OTHER = "whsec_second";
const BODY = '{"id":"evt_1","object":"event"}';
/** 2026-11-23T12:00:00Z */
const SECONDS = 1_795_435_200;
const NOW = new Date(SECONDS * 1000);
const OK = { ok: true, timestamp: NOW };

const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (secret: string, body: string | Uint8Array, time: string | number = SECONDS) =>
  createHmac("sha256", secret).update(`${time}.`).update(body).digest("hex");
const sign = (secret: string, body: string | Uint8Array, time: string | number = SECONDS) =>
  `t=${time},v1=${hex(secret, body, time)}`;
const refused = (reason: string) => ({ ok: false, reason });

function verify(header: SignatureCheck["header"], changes: Partial<SignatureCheck> = {}) {
  return verifySignature({ rawBody: bytes(BODY), header, secrets: [SECRET], now: NOW, ...changes });
}

describe("verifySignature, of a signed delivery", () => {
  it("takes the example that was computed by openssl", async () => {
    // printf '1795435200.{"id":"evt_1","object":"event"}' | openssl dgst -sha256 -hmac whsec_first
    const digest = "58c3e7ff379c457cae6cb2a8c71b0c033df29c637f89cc5df540dd88b5675f9f";
    expect(await verify(`t=1795435200,v1=${digest}`)).toEqual(OK);
  });

  it.each([
    ["plain", BODY],
    ["empty", ""],
    ["a byte order mark", "\uFEFF{}"],
    ["CRLF", '{\r\n"a":1}\r\n'],
    ["characters of several bytes", '{"name":"Ünïcödé €𝄞"}'],
  ])("takes what Stripe's own library signs: %s", async (_, body) => {
    const header = Stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret: SECRET,
      timestamp: SECONDS,
    });
    // TextEncoder writes a byte order mark where the text has one.
    expect(await verify(header, { rawBody: bytes(body) })).toEqual(OK);
  });

  it("signs over bytes, also where they are no text", async () => {
    const rawBody = Uint8Array.of(0x1f, 0x8b, 0xff, 0x00, 0xc3, 0x28);
    expect(await verify(sign(SECRET, rawBody), { rawBody })).toEqual(OK);
  });

  it("does not overlook a byte order mark, a line ending or a space that was taken away", async () => {
    expect(await verify(sign(SECRET, `\uFEFF${BODY}`))).toEqual(refused("no_match"));
    expect(await verify(sign(SECRET, `${BODY}\r\n`))).toEqual(refused("no_match"));
    expect(await verify(sign(SECRET, BODY.replace(":", ": ")))).toEqual(refused("no_match"));
  });

  it("reads only its part of a shared buffer", async () => {
    const whole = bytes(`xx${BODY}yy`);
    expect(
      await verify(sign(SECRET, BODY), { rawBody: whole.subarray(2, whole.length - 2) }),
    ).toEqual(OK);
  });

  it("keeps the digits of the time as they were signed", async () => {
    expect(await verify(sign(SECRET, BODY, `00${SECONDS}`))).toEqual(OK);
  });

  it("ignores other schemes, before and after", async () => {
    expect(await verify(`v0=6ffbb59b,${sign(SECRET, BODY)},v0=,v2=1`)).toEqual(OK);
  });

  it("takes hexadecimal digits in either case", async () => {
    expect(await verify(`t=${SECONDS},v1=${hex(SECRET, BODY).toUpperCase()}`)).toEqual(OK);
  });

  it("takes a header that came as a list of one", async () => {
    expect(await verify([sign(SECRET, BODY)])).toEqual(OK);
  });
});

describe("verifySignature, while one secret replaces another", () => {
  const [mine, theirs] = [hex(SECRET, BODY), hex(OTHER, BODY)];

  it.each([
    ["signed with the old, known are both", `v1=${mine}`, [OTHER, SECRET]],
    ["signed with the new, known are both", `v1=${theirs}`, [SECRET, OTHER]],
    ["signed with both, known is the old", `v1=${mine},v1=${theirs}`, [SECRET]],
    ["signed with both, known is the new", `v1=${mine},v1=${theirs}`, [OTHER]],
    ["signed with both, known are both", `v1=${theirs},v1=${mine}`, [SECRET, OTHER]],
    ["the last of eight secrets", `v1=${mine}`, [...Array<string>(7).fill(OTHER), SECRET]],
    ["the last of 16 signatures", `${`v1=${theirs},`.repeat(15)}v1=${mine}`, [SECRET]],
  ])("%s: passes", async (_, signatures, secrets) => {
    expect(await verify(`t=${SECONDS},${signatures}`, { secrets })).toEqual(OK);
  });

  it.each([
    ["signed with another", [OTHER]],
    ["no secret is known", []],
    ["the secret has lost its prefix", ["first"]],
    ["the secret stands after the eighth", [...Array<string>(8).fill(OTHER), SECRET]],
  ])("%s: does not match", async (_, secrets) => {
    expect(await verify(sign(SECRET, BODY), { secrets })).toEqual(refused("no_match"));
  });

  it.each(["", " ", "\t\n"])(
    "a blank secret matches nothing, not even its own signature: %j",
    async (blank) => {
      expect(await verify(sign(blank, BODY), { secrets: [blank] })).toEqual(refused("no_match"));
    },
  );
});

describe("verifySignature, as time goes by", () => {
  it.each([
    [-301, "too_new"],
    [301, "too_old"],
    [-3_600, "too_new"],
    [3_600, "too_old"],
  ])("refuses what was signed %i s ago: %s", async (seconds, reason) => {
    const now = new Date((SECONDS + seconds) * 1000);
    expect(await verify(sign(SECRET, BODY), { now })).toEqual(refused(reason));
  });

  it.each([-300, -299, 0, 299, 300])("takes what was signed %i s ago", async (seconds) => {
    const now = new Date((SECONDS + seconds) * 1000);
    expect(await verify(sign(SECRET, BODY), { now })).toEqual(OK);
  });

  it("a tolerance of 0 is one, in both directions", async () => {
    const at = (ms: number) => ({ now: new Date(NOW.getTime() + ms), toleranceSeconds: 0 });
    expect(await verify(sign(SECRET, BODY), at(999))).toEqual(OK);
    expect(await verify(sign(SECRET, BODY), at(1000))).toEqual(refused("too_old"));
    expect(await verify(sign(SECRET, BODY), at(-1000))).toEqual(refused("too_new"));
  });

  it("an invalid clock or tolerance takes nothing", async () => {
    expect(await verify(sign(SECRET, BODY), { now: new Date(Number.NaN) })).toEqual(
      refused("too_old"),
    );
    expect(await verify(sign(SECRET, BODY), { toleranceSeconds: Number.NaN })).toEqual(
      refused("too_old"),
    );
  });

  it("says nothing of the time of what is not signed", async () => {
    expect(await verify(sign(OTHER, BODY, SECONDS - 999))).toEqual(refused("no_match"));
  });

  it("the time itself is signed", async () => {
    const replayed = sign(SECRET, BODY, SECONDS - 999).replace(`${SECONDS - 999}`, `${SECONDS}`);
    expect(await verify(replayed)).toEqual(refused("no_match"));
  });
});

describe("verifySignature, of a header that Stripe does not write", () => {
  const v1 = `v1=${hex(SECRET, BODY)}`;
  const good = `t=${SECONDS},${v1}`;

  it.each([[undefined], [""], [[]], [[""]]])("%j is missing", async (header) => {
    expect(await verify(header)).toEqual(refused("missing"));
  });

  it.each([
    ["two headers", [good, good]],
    ["two headers joined by Node", `${good}, ${good}`],
    ["two headers joined without a space", `${good},${good}`],
    ["two times, the same", `t=${SECONDS},${good}`],
    ["no time", v1],
    ["an empty time", `t=,${v1}`],
    ["a negative time", `t=-${SECONDS},${v1}`],
    ["a time with a point", `t=${SECONDS}.0,${v1}`],
    ["a time with an exponent", `t=1e9,${v1}`],
    ["a time with a space", `t= ${SECONDS},${v1}`],
    ["a time in other digits", `t=١٢٣,${v1}`],
    ["a time that no date holds", `t=${"9".repeat(13)},${v1}`],
    ["an empty signature", `${good},v1=`],
    ["a signature of 63 digits", `${good},v1=${"a".repeat(63)}`],
    ["a signature of 65 digits", `${good},v1=${"a".repeat(65)}`],
    ["a signature with other letters", `${good},v1=${"g".repeat(64)}`],
    ["a signature beyond ASCII", `${good},v1=${"é".repeat(64)}`],
    ["17 signatures, the right one first", `${good}${`,v1=${"a".repeat(64)}`.repeat(16)}`],
    ["1000 signatures", `t=${SECONDS}${`,${v1}`.repeat(1000)}`],
    ["4097 characters", `${good},v0=${"0".repeat(4097 - good.length - 4)}`],
    ["an item without a value", `${good},v1`],
    ["an empty item", `${good},`],
    ["no scheme", `=1,${good}`],
    ["a scheme with a space", `${good}, v1=${"a".repeat(64)}`],
    ["prose", "not a signature"],
  ])("%s is malformed, whatever else is right", async (_, header) => {
    expect(await verify(header)).toEqual(refused("malformed"));
  });

  it("4096 characters are a header", async () => {
    expect(await verify(`${good},v0=${"0".repeat(4096 - good.length - 4)}`)).toEqual(OK);
  });

  it("a time without a signature of our scheme matches nothing", async () => {
    expect(await verify(`t=${SECONDS}`)).toEqual(refused("no_match"));
    expect(await verify(`t=${SECONDS},v0=${hex(SECRET, BODY)}`)).toEqual(refused("no_match"));
  });
});
