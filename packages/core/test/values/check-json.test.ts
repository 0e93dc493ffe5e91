import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { checkJson, isPlainObject } from "../../src/values/check-json.ts";

const NUL = "The text holds a NUL character: leave it out.";
const SURROGATE = "The text holds half of a surrogate pair: send whole characters.";
const NOT_JSON =
  "The value is none that JSON can carry: send text, a number, a boolean, null, a list or an object.";
const nested = (levels: number): unknown =>
  JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`);

describe("checkJson", () => {
  it.each([
    [{}],
    [{ a: 1, b: "text", c: null, d: true, e: [1, [2, { f: -0 }]], "": 0 }],
    [{ pair: "𝄞", controls: "\u0001\r\n\t\u2028", mark: "\uFEFF" }],
    [{ constructor: 1, prototype: 2, toString: 3 }],
    [nested(32)],
    [Array<number>(10_000).fill(0)],
  ])("takes what JSON can carry (%#)", (body) => {
    expect(checkJson(body)).toBeNull();
  });

  it.each([
    ["NUL", { a: { b: ["x\0"] } }, "a.b.0", NUL],
    ["NUL in a name", { a: { "x\0": 1 } }, "a.(name)", NUL],
    ["a high surrogate alone", { a: "x\uD834" }, "a", SURROGATE],
    ["a low surrogate alone", { a: "\uDD1Ex" }, "a", SURROGATE],
    ["surrogates in the wrong order", { a: "\uDD1E\uD834" }, "a", SURROGATE],
    ["a surrogate in a name", { a: [{ "\uD834": 1 }] }, "a.0.(name)", SURROGATE],
    [
      "an infinite number",
      { a: [1, Number.POSITIVE_INFINITY] },
      "a.1",
      "The number is not finite: send one that is.",
    ],
    ["undefined", { a: { b: undefined } }, "a.b", NOT_JSON],
    ["a function", { a: () => 1 }, "a", NOT_JSON],
    ["a bigint", { a: 1n }, "a", NOT_JSON],
    ["a date", { a: new Date(0) }, "a", NOT_JSON],
    ["bytes", { a: new Uint8Array(1) }, "a", NOT_JSON],
  ])("refuses %s and says where", (_, body, path, message) => {
    expect(checkJson(body)).toEqual({ path, message });
  });

  it("refuses a member named __proto__, as JSON makes it, at any depth", () => {
    const message = "A member is named __proto__: leave it out.";
    expect(checkJson(JSON.parse('{"__proto__":{"admin":true}}'))).toEqual({
      path: "(name)",
      message,
    });
    expect(checkJson(JSON.parse('{"a":[{"__proto__":1}]}'))).toEqual({
      path: "a.0.(name)",
      message,
    });
  });

  it("refuses a nesting deeper than 32", () => {
    expect(checkJson(nested(33))).toEqual({
      path: "a.".repeat(31).concat("a"),
      message: "The body is nested deeper than 32 levels: send it flatter.",
    });
    expect(checkJson(nested(100_000))).toMatchObject({ path: "a.".repeat(31).concat("a") });
  });

  it("refuses more than 10,000 values, in one list, in one object and spread", () => {
    const issue = { path: "", message: "The body holds more than 10000 values: send fewer." };
    expect(checkJson(Array<number>(10_001).fill(0))).toEqual(issue);
    expect(checkJson(Object.fromEntries([...Array(10_001).keys()].map((n) => [n, n])))).toEqual(
      issue,
    );
    expect(checkJson([...Array(101).keys()].map(() => Array<number>(100).fill(0)))).toEqual(issue);
  });

  it("refuses a structure that contains itself", () => {
    const loop: Record<string, unknown> = {};
    loop.again = loop;
    expect(checkJson(loop)).toMatchObject({ message: expect.stringContaining("deeper than 32") });
  });

  it("tells the first issue in the order of the text", () => {
    expect(checkJson({ a: [1, "\0"], b: "\uD834" })).toEqual({ path: "a.1", message: NUL });
  });

  it("cuts a long name in the path, not through a character", () => {
    expect(checkJson({ [`${"n".repeat(63)}𝄞`]: "\0" })).toEqual({
      path: "n".repeat(63),
      message: NUL,
    });
  });
});

describe("isPlainObject", () => {
  class Order {}

  it.each([
    ["a literal", {}, true],
    ["an object without a prototype", Object.create(null), true],
    ["an object of another realm", runInNewContext("({})"), true],
    ["a list", [], false],
    ["a list of another realm", runInNewContext("[]"), false],
    ["an instance", new Order(), false],
    ["null", null, false],
    ["text", "{}", false],
  ])("knows %s for what it is", (_, value, plain) => {
    expect(isPlainObject(value)).toBe(plain);
  });
});
