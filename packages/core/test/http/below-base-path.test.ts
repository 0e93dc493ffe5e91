import { expect, test } from "vitest";
import { belowBasePath } from "../../src/http/below-base-path.ts";

test.each([
  [undefined, "/process", "/process"],
  ["", "/process", "/process"],
  ["/", "/process", "/process"],
  ["/payments", "/payments/process", "/process"],
  ["/payments/", "/payments/process", "/process"],
  ["/payments", "/payments/", "/"],
  ["/payments", "/payments", ""],
  ["/payments", "/paymentsprocess", ""],
  ["/payments", "/process", ""],
  ["/payments", "/api/payments/process", ""],
  ["/api/v1/pay", "/api/v1/pay/process", "/process"],
])("below %j the path %j is %j", (basePath, path, below) => {
  expect(belowBasePath(basePath)(path)).toBe(below);
});

test.each([
  "payments",
  "https://shop.test/payments",
  "/payments?a=b",
  "/:tenant/payments",
  "/payments/*",
])("%j is refused at the start, with the sentence that says what to write", (basePath) => {
  expect(() => belowBasePath(basePath)).toThrow(
    `basePath must be a plain path that begins with a slash, such as "/payments", not "${basePath}".`,
  );
});
