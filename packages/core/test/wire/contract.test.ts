import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseConfirmRequest,
  parseProcessRequest,
  parseStatusRequest,
  wire,
} from "../../src/wire/contract.ts";

const SECRET = "pi_3PExample0001_secret_Example0001";
const METHOD = {
  path: "payment_method_id",
  message:
    "payment_method_id is not the id of a PaymentMethod (pm_…): send the one that Stripe's SDK gave the app.",
};
const NO_SECRET = {
  path: "payment_intent_client_secret",
  message:
    "payment_intent_client_secret is missing or no text: send the client_secret that process answered.",
};
const refused = (...issues: object[]) => ({ ok: false, issues });

describe("parseConfirmRequest", () => {
  it("reads the secret, the intent's id in it and the method", () => {
    const body = {
      payment_intent_client_secret: SECRET,
      payment_method_id: "pm_card_visa",
      extra: 1,
    };
    expect(parseConfirmRequest(body)).toEqual({
      ok: true,
      request: {
        clientSecret: SECRET,
        paymentIntentId: "pi_3PExample0001",
        paymentMethodId: "pm_card_visa",
      },
    });
  });

  it("reads the longest secret", () => {
    const secret = `pi_1_secret_${"a".repeat(243)}`;
    expect(parseConfirmRequest({ payment_intent_client_secret: secret })).toEqual({
      ok: true,
      request: { clientSecret: secret, paymentIntentId: "pi_1", paymentMethodId: null },
    });
  });

  it.each([
    "",
    "pi_1",
    "pi_1_secret_",
    "pi__secret_1",
    "seti_1_secret_1",
    "xpi_1_secret_1",
    "pi_1_secret_1_secret_1",
    "pi_1_secret_1 ",
    "pi_1_secret_1\n",
    "PI_1_SECRET_1",
    "pi_1_secret_é",
    `pi_1_secret_${"a".repeat(244)}`,
  ])("%j is no secret: it names no intent, and is left to be not found", (secret) => {
    expect(parseConfirmRequest({ payment_intent_client_secret: secret })).toEqual({
      ok: true,
      request: { clientSecret: secret, paymentIntentId: null, paymentMethodId: null },
    });
  });

  it.each([undefined, null, 5, {}, [SECRET]])("a secret that is %j is refused", (secret) => {
    expect(parseConfirmRequest({ payment_intent_client_secret: secret })).toEqual(
      refused(NO_SECRET),
    );
  });

  it("a method is refused as by process", () => {
    const body = { payment_intent_client_secret: SECRET, payment_method_id: "tok_visa" };
    expect(parseConfirmRequest(body)).toEqual(refused(METHOD));
  });
});

describe("parseStatusRequest", () => {
  it("reads the secret and the intent's id in it", () => {
    expect(parseStatusRequest({ payment_intent_client_secret: SECRET, extra: 1 })).toEqual({
      ok: true,
      request: { clientSecret: SECRET, paymentIntentId: "pi_3PExample0001" },
    });
  });

  it("a forged secret names no intent, a missing one is refused", () => {
    expect(parseStatusRequest({ payment_intent_client_secret: "pi_1" })).toMatchObject({
      request: { paymentIntentId: null },
    });
    expect(parseStatusRequest({})).toEqual(refused(NO_SECRET));
  });
});

describe("every request", () => {
  const parsers = [
    (body: unknown) => parseProcessRequest(body, "minor"),
    (body: unknown) => parseProcessRequest(body, "major"),
    parseConfirmRequest,
    parseStatusRequest,
  ];

  it.each([undefined, null, 5, "text", true, [], [{}], new Date(0), new Map()])(
    "is an object, not %j",
    (body) => {
      for (const parse of parsers) {
        expect(parse(body)).toEqual(
          refused({ path: "", message: "The body is not an object: send one." }),
        );
      }
    },
  );

  it("is searched for what JSON must not hold before its fields are read", () => {
    for (const parse of parsers) {
      expect(parse({ cart: { note: "a\0b" } })).toEqual(
        refused({ path: "cart.note", message: "The text holds a NUL character: leave it out." }),
      );
    }
  });

  it("is never echoed, whatever is wrong with it", () => {
    const marked = fc.string({ unit: "binary" }).map((text) => `${text}MARK`);
    const value = fc.oneof(
      marked,
      fc.jsonValue().map((nested) => [nested, "MARK\0"]),
    );
    fc.assert(
      fc.property(value, value, value, (amount, currency, method) => {
        const body = { amount, currency, payment_method_id: method };
        for (const parse of parsers) {
          const parsed = parse({ ...body, payment_intent_client_secret: [method] });
          expect(parsed.ok).toBe(false);
          expect(JSON.stringify(parsed)).not.toContain("MARK");
        }
      }),
    );
  });
});

describe("wire", () => {
  it("an answer's requires_action is true or absent", () => {
    const answer = {
      client_secret: SECRET,
      status: "succeeded",
      payment_id: "1",
      next_step: "none",
    };
    expect(wire.processResponse.safeParse(answer).success).toBe(true);
    expect(wire.processResponse.safeParse({ ...answer, requires_action: true }).success).toBe(true);
    expect(wire.processResponse.safeParse({ ...answer, requires_action: false }).success).toBe(
      false,
    );
  });

  it("a status that Stripe adds later is an answer too, a next step is one of ours", () => {
    const answer = { status: "requires_magic", payment_id: "1", next_step: "wait" };
    expect(wire.confirmResponse.safeParse(answer).success).toBe(true);
    expect(wire.confirmResponse.safeParse({ ...answer, next_step: "hope" }).success).toBe(false);
  });

  it("an error's code is one of ours", () => {
    const error = { code: "card_declined", message: "The card was declined.", retryable: false };
    expect(wire.errorResponse.safeParse({ error }).success).toBe(true);
    expect(wire.errorResponse.safeParse({ error: { ...error, code: "oops" } }).success).toBe(false);
  });
});
