import { expect, test } from "vitest";
import { createJsonStore, readJson } from "../src/engine/json-store.ts";

const ADA = { id: "cus_1", name: "Ada", metadata: { "2": "b", "1": "a" }, email: null };

test("what was kept is read as JSON.stringify would have written it then", () => {
  const store = createJsonStore();
  const object = { ...ADA, gone: undefined, quote: 'a"\u2028\\' };
  const first = store.keep(object);
  object.name = "Eve";
  const second = store.keep(object);
  expect(readJson(first)).toBe(
    '{"id":"cus_1","name":"Ada","metadata":{"1":"a","2":"b"},"email":null,"quote":"a\\"\u2028\\\\"}',
  );
  expect(readJson(second)).toBe(
    '{"id":"cus_1","name":"Eve","metadata":{"1":"a","2":"b"},"email":null,"quote":"a\\"\u2028\\\\"}',
  );
});

test("objects with other fields, or the same in another order, do not mix", () => {
  const store = createJsonStore();
  const kept = [{ a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }, {}, { a: 3, b: 2 }].map(store.keep);
  expect(kept.map(readJson)).toEqual([
    '{"a":1,"b":2}',
    '{"b":2,"a":1}',
    '{"a":1}',
    "{}",
    '{"a":3,"b":2}',
  ]);
});

test("an object that did not change is kept once, one that changed by what changed", () => {
  const store = createJsonStore();
  const first = store.keep(ADA);
  expect(store.keep({ ...ADA })).toBe(first);
  const second = store.keep({ ...ADA, name: "Eve" });
  expect(second).toEqual([first[0], [1], '"Eve"']);
});

test("reading stays right when more values were met than are remembered", () => {
  const store = createJsonStore();
  const kept = Array.from({ length: 2500 }, (_, n) => store.keep({ n, text: `text ${n}` }));
  expect(
    kept.map((stored, n) => readJson(stored) === `{"n":${n},"text":"text ${n}"}`),
  ).not.toContain(false);
});
