// Laws of the types. `pnpm typecheck` checks them.
import type { HttpFace } from "@chargeonce/core";
import Koa3, { type Context as KoaContext } from "koa";
import Koa2 from "koa2";
import { expectTypeOf, test } from "vitest";
import { koaPayments } from "../src/index.ts";

interface Visitor {
  readonly userId: string;
}

declare const forVisitors: { readonly http: HttpFace<Visitor> };
declare const forAll: { readonly http: HttpFace<unknown> };

test("context hears Koa's context and must answer what the operations need", () => {
  koaPayments(forVisitors, {
    basePath: "/payments",
    context: (ctx) => {
      expectTypeOf(ctx).toEqualTypeOf<KoaContext>();
      return { userId: "user_1" };
    },
  });
  koaPayments(forVisitors, { context: async () => ({ userId: "user_1" }) });
  // @ts-expect-error a number is no user's id
  koaPayments(forVisitors, { context: () => ({ userId: 7 }) });
});

test("context may be left out only where the operations need none", () => {
  koaPayments(forAll);
  koaPayments(forAll, { basePath: "/payments" });
  // @ts-expect-error who asks?
  koaPayments(forVisitors);
  // @ts-expect-error who asks?
  koaPayments(forVisitors, { basePath: "/payments" });
});

test("the middleware fits into Koa 3 and Koa 2", () => {
  new Koa3().use(koaPayments(forAll));
  new Koa2().use(koaPayments(forAll));
});
