import { describe, expect, it } from "vitest";
import {
  holdsCardNumber,
  isPrintedCardNumber,
  removeCardNumbers,
} from "../../src/card-data/card-number.ts";

describe("a card's number, in a card's place, is known by its network, length and check digit", () => {
  it.each([
    ["Visa", "4242424242424242"],
    ["Visa, 19 digits", "4000000000000000006"],
    ["Mastercard", "5555555555554444"],
    ["Mastercard, lowest", "5105105105105100"],
    ["Mastercard, 2-series", "2223003122003222"],
    ["Mastercard, lowest of the 2-series", "2221000000000009"],
    ["Mastercard, highest of the 2-series", "2720999999999996"],
    ["American Express 37", "378282246310005"],
    ["American Express 34", "341111111111111"],
    ["Discover", "6011111111111117"],
    ["Discover 655", "6555900000604105"],
    ["Discover 644", "6440000000000005"],
    ["Diners Club, 14 digits", "36227206271667"],
    ["Diners Club 30", "30569309025904"],
    ["Diners Club 38", "38520000023237"],
    ["Diners Club, 16 digits", "3056930009020004"],
    ["JCB", "3566002020360505"],
    ["UnionPay", "6200000000000005"],
    ["UnionPay, 19 digits", "6205500000000000004"],
  ])("%s", (_, number) => {
    expect(holdsCardNumber(number)).toBe(true);
    expect(removeCardNumbers(`a ${number} b`)).toBe("a [card number] b");
  });

  it.each([
    ["a wrong check digit", "4242424242424243"],
    ["two digits swapped", "4242424242422442"],
    ["no network's prefix", "1234567812345670"],
    ["a prefix below the 2-series", "2220999999999991"],
    ["a prefix above the 2-series", "2721000000000004"],
    ["Visa with 15 digits", "424242424242424"],
    ["American Express with 16 digits", "3782822463100052"],
    ["a snowflake of 18 digits", "620000000000000005"],
    ["a prefix below Discover's 644", "6439999999999999"],
    ["a prefix above Discover's 65", "6600000000000001"],
    ["a prefix below JCB's", "3527999999999999"],
    ["a prefix above JCB's", "3590000000000000"],
    ["a prefix above Diners Club's 305", "30600000000001"],
    ["digits before letters", "4242424242424242f"],
    ["an id of Stripe's", "pm_4242424242424242"],
    ["a longer number", "424242424242424242424242"],
    ["a fraction", 0.4242424242424242],
    ["a number that JSON cannot carry exactly", 4242424242424320e3],
    ["a bar code", "4006381333931"],
    ["nothing", ""],
    ["null", null],
    ["true", true],
  ])("not %s", (_, value) => {
    expect(holdsCardNumber(value)).toBe(false);
  });
});

describe("a card's number is found as people and programs write it", () => {
  it.each([
    4242424242424242,
    "4242 4242 4242 4242",
    "4242-4242-4242-4242",
    "4242.4242.4242.4242",
    "4242/4242/4242/4242",
    "4242  4242 - 4242-4242",
    "4242\u00a04242\u00a04242\u00a04242",
    "4242\u20134242\u20134242\u20134242",
    "4242\u200b4242\u200b4242\u200b4242",
    "3782 822463 10005",
    "6205 5000 0000 0000 004",
    " 4242424242424242 ",
    "4242424242424242.",
    "number:4242424242424242",
    "4242 4242 4242 4242 12/30",
    "4242 4242 4242 4242 123",
    "4242424242424242|12|2030|123",
    "12 4242 4242 4242 4242",
    "４２４２４２４２４２４２４２４２",
    "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
    "۴۲۴۲ ۴۲۴۲ ۴۲۴۲ ۴۲۴۲",
    "४२४२४२४२४२४२४२४२",
  ])("%j", (text) => {
    expect(holdsCardNumber(text)).toBe(true);
  });
});

describe("the groups in which networks print their numbers", () => {
  it.each([
    "4242 4242 4242 4242",
    "4242-4242-4242-4242",
    "3782 822463 10005",
    "3056 930902 5904",
    "6205 5000 0000 0000 004",
  ])("are those of %j", (text) => {
    expect(isPrintedCardNumber(text)).toBe(true);
  });

  it.each([
    "4242424242424242",
    "4242 42424242 4242",
    "4242-4242 4242 4242",
    "ORDER 4242-4242-4242-4242",
    "114-3924583-0704520",
    "4242-4242-4242-4243",
    4242424242424242,
    null,
  ])("are not those of %j", (value) => {
    expect(isPrintedCardNumber(value)).toBe(false);
  });
});

describe("in a text for people", () => {
  it("every number goes, and what stands around it stays", () => {
    expect(
      removeCardNumbers("4242 4242 4242 4242, then 378282246310005 (5555-5555-5555-4444)."),
    ).toBe("[card number], then [card number] ([card number]).");
  });

  it("a number among more digits goes, too", () => {
    expect(removeCardNumbers("00004242424242424242123")).toBe("0000[card number]123");
  });

  it("ids, amounts, times and telephone numbers stay", () => {
    const text =
      "order 8812340001 of 1050 usd at 2026-11-23T12:00:00.000Z, 1795435200000, +49 1512 345678";
    expect(removeCardNumbers(text)).toBe(text);
  });
});
