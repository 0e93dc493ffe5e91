import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findCardNumber } from "../src/wire/find-card-number.ts";

describe("findCardNumber, of card numbers", () => {
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
  ])("finds one of %s", (_, number) => {
    expect(findCardNumber({ card: { number } })).toBe("card.number");
  });

  it.each([
    "4242 4242 4242 4242",
    "4242-4242-4242-4242",
    "4242  4242 - 4242-4242",
    "4242\u00a04242\u00a04242\u00a04242",
    "4242\u20134242\u20134242\u20134242",
    "3782 822463 10005",
    "6205 5000 0000 0000 004",
    "6205 5000 0000 0000 00 4",
    " 4242424242424242 ",
    "4242424242424242.",
    "number:4242424242424242",
    "my card is 4242 4242 4242 4242, thanks",
    "4242 4242 4242 4242 12/30",
    "4242 4242 4242 4242 123",
    "12 4242 4242 4242 4242",
    '{"number":"4242424242424242"}',
  ])("finds it as people and programs write it: %j", (text) => {
    expect(findCardNumber(text)).toBe("");
  });

  it("finds it as a JSON number", () => {
    expect(findCardNumber({ pan: 4242424242424242 })).toBe("pan");
  });

  it("finds it in a list, and in a name, whose path does not repeat it", () => {
    expect(findCardNumber({ items: [{ id: 1 }, { note: "4242424242424242" }] })).toBe(
      "items.1.note",
    );
    expect(findCardNumber({ cards: { "4242424242424242": true } })).toBe("cards.(name)");
    expect(findCardNumber({ "4242 4242 4242 4242": true })).toBe("(name)");
  });

  it("tells the first, in the order of the text", () => {
    const card = "4242424242424242";
    expect(findCardNumber({ a: { b: card }, c: card })).toBe("a.b");
    expect(findCardNumber({ a: [1, [card]], b: card })).toBe("a.1.0");
  });
});

describe("findCardNumber, of what is no card number", () => {
  it.each([
    ["a wrong check digit", "4242424242424243"],
    ["two digits swapped", "4242424242422442"],
    ["no network's prefix", "1234567812345670"],
    ["a prefix below the 2-series", "2220999999999991"],
    ["a prefix above the 2-series", "2721000000000004"],
    ["Visa with 15 digits", "424242424242424"],
    ["American Express with 16 digits", "3782822463100052"],
    ["milliseconds", 1_795_435_200_005],
    ["microseconds", 1_795_435_200_000_003],
    ["nanoseconds", "1795435200000000005"],
    ["a time of the calendar", "2026-11-23T12:00:00.000Z"],
    ["a span of time", "2026-11-30 - 2026-12-01 12:00"],
    ["a snowflake of 18 digits", "620000000000000005"],
    ["a snowflake of 19 digits", "1312345678901234562"],
    ["a UUID", "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ["a UUID with a group like a card", "42424242-4242-4242-a242-424242424242"],
    ["an id of Stripe's", "pi_4242424242424242"],
    ["an id with a dash", "order-4242424242424242"],
    ["a hexadecimal digest", "a4242424242424242f"],
    ["a telephone number", "+49 1512 345678 7"],
    ["a telephone number without its plus", "4915123456787"],
    ["a bar code", "4006381333931"],
    ["a bar code with the right check digit of a card", "4006381333932"],
    ["a prefix below Discover's 644", "6439999999999999"],
    ["a prefix above Discover's 65", "6600000000000001"],
    ["a prefix below JCB's", "3527999999999999"],
    ["a prefix above JCB's", "3590000000000000"],
    ["a prefix above Diners Club's 305", "30600000000001"],
    ["digits before letters", "4242424242424242f"],
    ["a longer number", "424242424242424242424242"],
    ["decimals", "0.4242424242424242"],
    ["a number with decimals", "4242424242424242.50"],
    ["a number with decimals, as JSON", 0.4242424242424242],
    ["a number that JSON cannot carry exactly", 4242424242424320e3],
    ["digits of another script", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"],
    ["nothing", ""],
    ["null", null],
    ["true", true],
  ])("leaves %s alone", (_, value) => {
    expect(findCardNumber({ value })).toBeNull();
  });

  it("leaves the fields of an honest request alone", () => {
    const request = {
      amount: 1050,
      currency: "usd",
      payment_method_id: "pm_1NXWPnCo6bFb1KQto6C8OWvE",
      order_id: 8812340001,
      payment_intent_client_secret: "pi_3PExample0001_secret_Example0001",
      items: [{ sku: "4006381333931", price: 10.5 }],
    };
    expect(findCardNumber(request)).toBeNull();
  });

  it("does not join the digits of two fields", () => {
    expect(findCardNumber(["42424242", "42424242"])).toBeNull();
  });
});

describe("findCardNumber, of anything", () => {
  it("comes to an end in a structure that contains itself", () => {
    const loop: Record<string, unknown> = {};
    loop.left = loop;
    loop.right = loop;
    expect(findCardNumber(loop)).toBeNull();
  });

  it("does not look deeper than 64 levels, and not by recursion", () => {
    const nested = (levels: number): unknown =>
      JSON.parse(`${"[".repeat(levels)}"4242424242424242"${"]".repeat(levels)}`);
    expect(findCardNumber(nested(64))).toBe("0.".repeat(63).concat("0"));
    expect(findCardNumber(nested(65))).toBeNull();
    expect(findCardNumber(nested(5_000))).toBeNull();
  });

  it.each([
    ["digits", "4".repeat(64_000)],
    ["groups", "4 ".repeat(32_000)],
    ["dashes before a letter", `${"4-".repeat(32_000)}a`],
    ["spaces", `4${" ".repeat(64_000)}4`],
    ["groups of several separators before a letter", `${"4 - ".repeat(16_000)}4a`],
    ["groups before a letter", `${"4 4-".repeat(16_000)}4a`],
  ])("reads 64 KiB of %s once", (_, text) => {
    const before = process.cpuUsage();
    expect(findCardNumber(text)).toBeNull();
    // Quadratic work would take minutes; this leaves a slow machine its time.
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });

  it("a long name is cut in the path", () => {
    const path = findCardNumber({ ["n".repeat(1000)]: "4242424242424242" });
    expect(path).toBe("n".repeat(64));
  });

  it("finds a number wherever it stands in JSON, and never repeats it", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.array(fc.string(), { maxLength: 5 }),
        (value, names) => {
          const nested = names.reduceRight<unknown>(
            (inner, name) => ({ [name]: inner }),
            ["4242424242424242", value],
          );
          const path = findCardNumber(nested);
          expect(path).not.toBeNull();
          expect(path).not.toContain("4242424242424242");
        },
      ),
    );
  });
});
