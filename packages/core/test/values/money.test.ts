import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkChargeable, currencyExponent, parseMajorAmount } from "../../src/values/money.ts";

const NO_MORE = new Map<string, number>();

describe("currencyExponent", () => {
  it.each([
    ["usd", 2],
    ["eur", 2],
    ["jpy", 0],
    ["krw", 0],
    ["xpf", 0],
    ["bhd", 3],
    ["tnd", 3],
    // Where ISO 4217 or Intl would say otherwise.
    ["isk", 2],
    ["ugx", 2],
    ["huf", 2],
    ["twd", 2],
    ["cop", 2],
    ["idr", 2],
    ["afn", 2],
    ["zmw", 2],
  ])("Stripe counts %s with %i decimals", (currency, exponent) => {
    expect(currencyExponent(currency)).toBe(exponent);
  });

  it.each(["", "hrk", "usdc", "USD", "xxx", "__proto__", "constructor", "jpy "])(
    "Stripe does not charge in %j",
    (currency) => {
      expect(currencyExponent(currency)).toBeNull();
    },
  );
});

describe("checkChargeable", () => {
  it.each([
    ["usd", 49, 50],
    ["aed", 199, 200],
    ["ars", 49, 50],
    ["aud", 49, 50],
    ["bgn", 99, 100],
    ["brl", 49, 50],
    ["cad", 49, 50],
    ["chf", 49, 50],
    ["cop", 49, 50],
    ["czk", 1499, 1500],
    ["dkk", 249, 250],
    ["eur", 49, 50],
    ["gbp", 29, 30],
    ["hkd", 399, 400],
    ["huf", 17499, 17500],
    ["idr", 49, 50],
    ["ils", 49, 50],
    ["inr", 49, 50],
    ["jpy", 49, 50],
    ["krw", 49, 50],
    ["mxn", 999, 1000],
    ["myr", 199, 200],
    ["nok", 299, 300],
    ["nzd", 49, 50],
    ["php", 49, 50],
    ["pln", 199, 200],
    ["ron", 199, 200],
    ["rub", 49, 50],
    ["sek", 299, 300],
    ["sgd", 49, 50],
    ["thb", 999, 1000],
    ["zar", 49, 50],
    ["try", 0, 1], // no published minimum
    ["usd", 100_000_000, 99_999_999],
    ["jpy", 100_000_000, 99_999_999],
    ["idr", 1_000_000_000_000, 999_999_999_999],
    ["isk", 550, 500],
    ["ugx", 101, 100],
    ["kwd", 1234, 1230],
    ["bhd", 1001, 1000],
    ["jod", 1009, 1010],
    ["omr", 5, 10],
    ["tnd", 999, 990],
  ])("in %s, %i is refused and %i is charged", (currency, refused, charged) => {
    expect(checkChargeable(refused, currency, NO_MORE)).not.toBeNull();
    expect(checkChargeable(charged, currency, NO_MORE)).toBeNull();
  });

  it("more is charged where the account takes more, and no more than that", () => {
    const more = new Map([["huf", 120_000_000]]);
    expect(checkChargeable(120_000_000, "huf", more)).toBeNull();
    expect(checkChargeable(120_000_001, "huf", more)).toBe(
      "The amount is above the maximum of 120000000 in HUF's smallest unit: charge less, or in parts.",
    );
    expect(checkChargeable(100_000_000, "vnd", more)).not.toBeNull();
  });

  it.each([0, -0, -50, 50.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "%d is no amount, in any currency",
    (amount) => {
      expect(checkChargeable(amount, "usd", NO_MORE)).toMatch(/not a positive whole number/);
      expect(checkChargeable(amount, "idr", NO_MORE)).toMatch(/not a positive whole number/);
    },
  );

  it.each([
    [
      100,
      "hrk",
      "Stripe takes no charges in this currency: send the three-letter code of one that it supports.",
    ],
    [49, "usd", "The amount is below Stripe's minimum of 50 in USD's smallest unit: charge more."],
    [
      100_000_000,
      "jpy",
      "The amount is above the maximum of 99999999 in JPY's smallest unit: charge less, or in parts.",
    ],
    [550, "isk", "ISK has no decimals and is sent in hundredths: send a multiple of 100."],
    [1234, "kwd", "KWD has three decimals of which Stripe takes two: send a multiple of 10."],
  ])("the refusal of %i %s is a sentence that ends in what to do", (amount, currency, sentence) => {
    expect(checkChargeable(amount, currency, NO_MORE)).toBe(sentence);
  });

  it("a currency is known by its lower-case code only, and never echoed when it is unknown", () => {
    expect(checkChargeable(100, "USD", NO_MORE)).not.toBeNull();
    expect(checkChargeable(100, "<script>", NO_MORE)).not.toContain("script");
  });
});

describe("parseMajorAmount", () => {
  it.each([
    ["10.5", "usd", 1050],
    [10.5, "usd", 1050],
    ["10.50", "usd", 1050],
    ["10", "usd", 1000],
    ["0.5", "usd", 50],
    ["0", "usd", 0],
    // Where multiplying by 100 in floating point is off.
    [1.005, "kwd", 1005],
    [4.35, "usd", 435],
    [19.99, "usd", 1999],
    [1.1, "usd", 110],
    ["999999.99", "usd", 99_999_999],
    ["500", "jpy", 500],
    [500, "jpy", 500],
    ["5", "isk", 500],
    [5, "ugx", 500],
    ["1.23", "kwd", 1230],
    ["1.230", "kwd", 1230],
    ["1.234", "kwd", 1234],
    ["9999999999.99", "idr", 999_999_999_999],
    ["9999999999999.99", "usd", 999_999_999_999_999],
  ])("%s %s are %i minor units", (value, currency, amount) => {
    expect(parseMajorAmount(value, currency)).toEqual({ amount });
  });

  it.each([
    ["1.005", "usd"],
    ["10.500", "usd"],
    [0.1 + 0.2, "usd"],
    ["500.5", "jpy"],
    ["500.0", "jpy"],
    ["5.5", "isk"],
    ["5.00", "ugx"],
    ["1.2345", "kwd"],
  ])(
    "%s %s have more decimals than the currency and are refused, not rounded",
    (value, currency) => {
      expect(parseMajorAmount(value, currency)).toEqual({
        refusal: expect.stringMatching(
          /^The amount has more decimals than [A-Z]{3}, which has (none|2|3): send fewer\.$/,
        ),
      });
    },
  );

  it.each([
    "",
    " ",
    "1e3",
    1e21,
    1e-7,
    "+5",
    "-5",
    -5,
    " 5",
    "5 ",
    "5\n",
    "5.",
    ".5",
    "1,000",
    "1 000",
    "1_000",
    "10,5",
    "0x10",
    "007",
    "00.5",
    "١٢",
    "１２",
    "NaN",
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "Infinity",
    "1.2.3",
    "$5",
  ])("%j is not a plain decimal", (value) => {
    expect(parseMajorAmount(value, "usd")).toEqual({
      refusal: "The amount is not a plain decimal: send digits, as in 10.50.",
    });
  });

  it("an amount with more digits than are exact is refused", () => {
    const refusal = "The amount has more digits than can be charged: send a smaller one.";
    expect(parseMajorAmount("99999999999999.99", "usd")).toEqual({ refusal });
    expect(parseMajorAmount("9".repeat(100_000), "jpy")).toEqual({ refusal });
  });

  it("a currency that Stripe does not charge in has no minor units", () => {
    expect(parseMajorAmount("5", "hrk")).toEqual({
      refusal:
        "Stripe takes no charges in this currency: send the three-letter code of one that it supports.",
    });
  });

  it("thousandths are left to checkChargeable to refuse", () => {
    expect(parseMajorAmount("1.234", "kwd")).toEqual({ amount: 1234 });
    expect(checkChargeable(1234, "kwd", NO_MORE)).not.toBeNull();
  });

  it("agrees with integer arithmetic, from text and from numbers", () => {
    const cents = fc.integer({ min: 0, max: 99_999_999 });
    fc.assert(
      fc.property(cents, (amount) => {
        const text = `${BigInt(amount) / 100n}.${String(BigInt(amount) % 100n).padStart(2, "0")}`;
        expect(parseMajorAmount(text, "usd")).toEqual({ amount });
        // The nearest double prints as the decimal that it came from.
        expect(parseMajorAmount(Number(text), "usd")).toEqual({ amount });
      }),
    );
  });

  it("whatever the text, it answers with a safe whole number or a refusal", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("usd", "jpy", "kwd", "isk"), (text, currency) => {
        const parsed = parseMajorAmount(text, currency);
        expect("refusal" in parsed || Number.isSafeInteger(parsed.amount)).toBe(true);
      }),
    );
  });
});
