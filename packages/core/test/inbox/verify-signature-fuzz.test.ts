import { createHmac } from "node:crypto";
import fc from "fast-check";
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

const hex = (secret: string, body: string | Uint8Array) =>
  createHmac("sha256", secret).update(`${SECONDS}.`).update(body).digest("hex");
const refused = (reason: string) => ({ ok: false, reason });

function verify(header: SignatureCheck["header"], changes: Partial<SignatureCheck> = {}) {
  const rawBody = new TextEncoder().encode(BODY);
  return verifySignature({ rawBody, header, secrets: [SECRET], now: NOW, ...changes });
}

describe("verifySignature, of anything", () => {
  it("never throws, and takes nothing without the secret", async () => {
    const item = fc.oneof(
      fc.constantFrom(
        "t=1795435200",
        "v1",
        "v0=1",
        "",
        `v1=${"0".repeat(64)}`,
        `v1=${hex(OTHER, BODY)}`,
      ),
      fc.string({ unit: "binary", maxLength: 12 }),
    );
    const header = fc.oneof(
      fc.array(item, { maxLength: 8 }).map((items) => items.join(",")),
      fc.array(fc.string(), { maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(header, fc.uint8Array(), async (text, rawBody) => {
        expect(await verify(text, { rawBody })).toMatchObject({ ok: false });
      }),
    );
  });

  it("takes every body under its signature, and none with one bit changed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), fc.nat(), async (rawBody, at) => {
        const header = `t=${SECONDS},v1=${hex(SECRET, rawBody)}`;
        expect(await verify(header, { rawBody })).toEqual(OK);
        const changed = rawBody.map((byte, index) =>
          index === at % rawBody.length ? byte ^ 1 : byte,
        );
        expect(await verify(header, { rawBody: changed })).toEqual(refused("no_match"));
      }),
    );
  });

  it.each([...Array(64).keys()])("takes no signature with digit %i changed", async (at) => {
    const digits = [...hex(SECRET, BODY)];
    digits[at] = digits[at] === "0" ? "1" : "0";
    expect(await verify(`t=${SECONDS},v1=${digits.join("")}`)).toEqual(refused("no_match"));
  });

  it("agrees with Stripe's own library on what is signed, within the time that both allow", async () => {
    const wellFormed = fc.string({ unit: "grapheme", minLength: 1 });
    const secret = fc.stringMatching(/^[!-~]{1,64}$/);
    await fc.assert(
      fc.asyncProperty(
        wellFormed,
        secret,
        fc.integer({ min: 0, max: 300 }),
        async (payload, key, age) => {
          const header = Stripe.webhooks.generateTestHeaderString({
            payload,
            secret: key,
            timestamp: SECONDS - age,
          });
          expect(
            await verify(header, { rawBody: new TextEncoder().encode(payload), secrets: [key] }),
          ).toEqual({
            ok: true,
            timestamp: new Date((SECONDS - age) * 1000),
          });
        },
      ),
    );
  });
});
