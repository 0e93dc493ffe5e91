import express5 from "express";
import express4 from "express4";

/** Both versions under the types of one: what the tests use of them has the same shape in both. */
export const expressVersions: readonly (readonly [string, typeof express5])[] = [
  ["Express 5", express5],
  ["Express 4", express4 as unknown as typeof express5],
];
