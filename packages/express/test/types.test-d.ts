// Laws of the types. `pnpm typecheck` checks them.
import type { HttpFace } from "@chargeonce/core";
import express5, { type Request } from "express";
import express4 from "express4";
import { expectTypeOf, test } from "vitest";
import { expressPayments } from "../src/index.ts";

interface Visitor {
  readonly userId: string;
}

declare const forVisitors: { readonly http: HttpFace<Visitor> };
declare const forAll: { readonly http: HttpFace<unknown> };

test("context hears Express's request and must answer what the operations need", () => {
  expressPayments(forVisitors, {
    context: (request) => {
      expectTypeOf(request).toEqualTypeOf<Request>();
      return { userId: "user_1" };
    },
  });
  expressPayments(forVisitors, { context: async () => ({ userId: "user_1" }) });
  // @ts-expect-error a number is no user's id
  expressPayments(forVisitors, { context: () => ({ userId: 7 }) });
});

test("context may be left out only where the operations need none", () => {
  expressPayments(forAll);
  // @ts-expect-error who asks?
  expressPayments(forVisitors);
  // @ts-expect-error who asks?
  expressPayments(forVisitors, {});
});

test("the router fits into Express 5 and Express 4", () => {
  express5().use("/payments", expressPayments(forAll));
  express4().use("/payments", expressPayments(forAll));
});
