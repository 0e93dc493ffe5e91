import { freshEvent, freshKey, freshPayment } from "@chargeonce/testing";
import { describe, expect, it } from "vitest";
import { fromKeyText, keyText } from "../src/key-text.ts";
import { useDatabase } from "./use-database.ts";

const database = useDatabase();

/** Texts that Postgres cannot hold, and those that an escape of them might be taken for. */
const TEXTS = [
  "a",
  "a\u0000",
  "a\u0000b",
  "a\\u0000",
  "\ud800",
  "\ud801",
  "\udfff",
  "\ufffd",
  "\\ud800",
  "\\\\ud800",
  '"',
  "\\",
  "\\\\",
  "\u00e9",
  "e\u0301",
  "\u{1f648}",
  "' or 1 = 1 --",
  " a",
  "a ",
  "A",
] as const;

describe("texts of every kind", () => {
  it("stay different and come back equal as text columns", () => {
    expect(new Set(TEXTS.map(keyText)).size).toBe(20);
    expect(TEXTS.map((text) => fromKeyText(keyText(text)))).toEqual(TEXTS);
    expect(keyText("order_1001/ä-é #7")).toBe("order_1001/ä-é #7");
  });

  it("are different orders, payments, intents, tenants and users, and come back equal", async () => {
    const { store } = await database.store();
    const paymentOf = (text: string) =>
      freshPayment({
        id: `pay_${text}`,
        tenant: text,
        principal: text,
        account: text,
        orderRef: text,
        paymentIntentId: `pi_${text}`,
        customerId: text,
        lastError: { code: text, declineCode: null, message: text, chargeId: null },
      });
    for (const text of TEXTS) {
      const { inserted } = await store.payments.reserve(paymentOf(text));
      expect(inserted, JSON.stringify(text)).toBe(true);
    }
    for (const text of TEXTS) {
      expect(await store.payments.findById(`pay_${text}`)).toEqual(paymentOf(text));
      expect(await store.payments.findByPaymentIntentId(`pi_${text}`)).toEqual(paymentOf(text));
      expect(await store.payments.findLive(paymentOf(text))).toEqual(paymentOf(text));
    }
  });

  it("that move from one part of an order's key to the next make another order", async () => {
    const { store } = await database.store();
    for (const [n, [tenant, account, orderRef]] of [
      ["a", "b", "c"],
      ["ab", "", "c"],
      ["a", "bc", ""],
      ["a,b", "", "c"],
      ['a","b', "", "c"],
    ].entries()) {
      const order = { tenant: tenant ?? "", account: account ?? "", orderRef: orderRef ?? "" };
      const { inserted } = await store.payments.reserve(freshPayment({ id: `pay_${n}`, ...order }));
      expect(inserted, `order ${n}`).toBe(true);
    }
  });

  it("are different keys and events, and come back equal", async () => {
    const { store } = await database.store();
    for (const text of TEXTS) {
      const key = freshKey({ scopeKey: text, fingerprint: text, paymentId: text });
      const event = freshEvent({ id: text, type: text, account: text, objectId: text });
      expect(await store.idempotency.claim(key)).toEqual({ record: key, inserted: true });
      expect(await store.events.record(event)).toEqual({ event, inserted: true });
    }
    for (const text of TEXTS) {
      const key = freshKey({ scopeKey: text, fingerprint: text, paymentId: text });
      const owner = freshEvent({ account: text });
      expect(await store.idempotency.find(text)).toEqual(key);
      expect((await store.events.findById(owner, text))?.objectId).toBe(text);
      expect(await store.idempotency.repoint(text, text, `${text}+`)).toBe(true);
      expect((await store.idempotency.find(text))?.paymentId).toBe(`${text}+`);
    }
  });

  it("longer than an index takes are orders all the same", async () => {
    const { store } = await database.store();
    const long = Array.from({ length: 4_000 }, (_, n) =>
      String.fromCharCode(33 + ((n * n) % 7919)),
    );
    const orderRef = long.join("");
    const given = freshPayment({ tenant: orderRef, orderRef });
    expect(await store.payments.reserve(given)).toEqual({ payment: given, inserted: true });
    expect(await store.payments.findLive(given)).toEqual(given);
    expect(await store.payments.findLive({ ...given, orderRef: `${orderRef}x` })).toBeNull();
  });
});
