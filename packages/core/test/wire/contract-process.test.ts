import { describe, expect, it } from "vitest";
import { parseProcessRequest } from "../../src/wire/contract.ts";

const MINOR = {
  path: "amount",
  message:
    "amount is not a positive whole number: send the smallest currency unit, 1050 for 10.50 USD.",
};
const MAJOR = {
  path: "amount",
  message: "amount is not a positive decimal: send a number or digits, as in 10.50.",
};
const CURRENCY = {
  path: "currency",
  message: "currency is not a three-letter code: send one, for example usd.",
};
const METHOD = {
  path: "payment_method_id",
  message:
    "payment_method_id is not the id of a PaymentMethod (pm_…): send the one that Stripe's SDK gave the app.",
};
const NOT_FINITE = { path: "amount", message: "The number is not finite: send one that is." };
const refused = (...issues: object[]) => ({ ok: false, issues });
const process = (fields: object) =>
  parseProcessRequest({ amount: 1050, currency: "usd", ...fields }, "minor");

describe("parseProcessRequest", () => {
  it("reads what the app sends, and hands over the rest of it as it was sent", () => {
    const body = {
      amount: 1050,
      currency: "USD",
      payment_method_id: "pm_1NXWPnCo6bFb1KQto6C8OWvE",
      order_id: "1001",
      cart: { items: [{ sku: "a", note: null }] },
    };
    expect(parseProcessRequest(body, "minor")).toEqual({
      ok: true,
      request: {
        amount: 1050,
        currency: "usd",
        paymentMethodId: "pm_1NXWPnCo6bFb1KQto6C8OWvE",
        shownSecret: null,
        body: {
          amount: 1050,
          currency: "USD",
          payment_method_id: "pm_1NXWPnCo6bFb1KQto6C8OWvE",
          order_id: "1001",
          cart: { items: [{ sku: "a", note: null }] },
        },
      },
    });
  });

  it("keeps a client secret that the app shows to itself: it is not handed over", () => {
    const shown = { order_id: "1001", payment_intent_client_secret: "pi_1_secret_1" };
    expect(process(shown)).toEqual({
      ok: true,
      request: {
        amount: 1050,
        currency: "usd",
        paymentMethodId: null,
        shownSecret: "pi_1_secret_1",
        body: { amount: 1050, currency: "usd", order_id: "1001" },
      },
    });
  });

  it.each([null, undefined])("takes %j for no client secret", (payment_intent_client_secret) => {
    expect(process({ payment_intent_client_secret })).toMatchObject({
      ok: true,
      request: { shownSecret: null },
    });
  });

  it.each([1, 50, 99_999_999, 1e3, 9_007_199_254_740_991])("takes %d minor units", (amount) => {
    expect(process({ amount })).toMatchObject({ ok: true, request: { amount } });
  });

  it.each([0, -0, -1, 10.5, 9_007_199_254_740_992, "1000", "", null, true, [], {}, undefined])(
    "refuses %j as minor units",
    (amount) => {
      expect(process({ amount })).toEqual(refused(MINOR));
    },
  );

  it.each([
    ["1e400", Number.POSITIVE_INFINITY],
    ["-1e400", Number.NEGATIVE_INFINITY],
  ])("refuses %s, which JSON reads as infinite", (text, infinite) => {
    const body: { amount: number } = JSON.parse(`{"amount":${text},"currency":"usd"}`);
    expect(body.amount).toBe(infinite);
    expect(parseProcessRequest(body, "minor")).toEqual(refused(NOT_FINITE));
    expect(parseProcessRequest(body, "major")).toEqual(refused(NOT_FINITE));
    expect(process({ amount: Number.NaN })).toEqual(refused(NOT_FINITE));
  });

  it.each([10.5, 10, "10.50", "10", "0.5", 1e21])("takes %j major units", (amount) => {
    const parsed = parseProcessRequest({ amount, currency: "usd" }, "major");
    expect(parsed).toMatchObject({ ok: true, request: { amount, body: { amount } } });
  });

  it.each([
    0,
    -0,
    -10.5,
    "0",
    "0.00",
    "",
    "1e3",
    "-5",
    "+5",
    "1,000",
    " 5",
    "٥",
    "1".repeat(33),
    null,
    true,
    undefined,
  ])("refuses %j as major units", (amount) => {
    expect(parseProcessRequest({ amount, currency: "usd" }, "major")).toEqual(refused(MAJOR));
  });

  it.each([
    "us",
    "usdc",
    "",
    "u$d",
    "usd ",
    "USD\n",
    "ＵＳＤ",
    "ıſk",
    840,
    null,
    undefined,
    ["usd"],
  ])("refuses %j as a currency", (currency) => {
    expect(process({ currency })).toEqual(refused(CURRENCY));
  });

  it("leaves it to the amount's rules whether Stripe charges in a currency", () => {
    expect(process({ currency: "XXX" })).toMatchObject({ ok: true, request: { currency: "xxx" } });
  });

  it.each(["pm_1NXWPnCo6bFb1KQto6C8OWvE", "pm_card_visa", `pm_${"a".repeat(252)}`])(
    "takes the method %s",
    (method) => {
      expect(process({ payment_method_id: method })).toMatchObject({
        ok: true,
        request: { paymentMethodId: method },
      });
    },
  );

  it.each([null, undefined])("takes %j for no method", (method) => {
    expect(process({ payment_method_id: method })).toMatchObject({
      ok: true,
      request: { paymentMethodId: null },
    });
    expect(process({})).toMatchObject({ ok: true, request: { paymentMethodId: null } });
  });

  it.each([
    "",
    "pm_",
    "card_1NXWPn",
    "src_1NXWPn",
    "tok_visa",
    "pm_a/../b",
    "pm_a b",
    "PM_a",
    "pm_a\n",
    `pm_${"a".repeat(253)}`,
    5,
    {},
  ])("refuses %j as a method", (method) => {
    expect(process({ payment_method_id: method })).toEqual(refused(METHOD));
  });

  it("tells of every field at once", () => {
    expect(parseProcessRequest({ payment_method_id: "x" }, "minor")).toEqual(
      refused(MINOR, CURRENCY, METHOD),
    );
  });

  it("a field that is undefined is absent, also in what is handed over", () => {
    const parsed = process({ order_id: undefined });
    expect(parsed.ok && Object.keys(parsed.request.body)).toEqual(["amount", "currency"]);
  });
});
