// Laws of the types. `pnpm typecheck` checks them.
import type { HttpFace } from "@chargeonce/core";
import { type Context, Hono } from "hono";
import { expectTypeOf, test } from "vitest";
import { fetchPayments } from "../src/index.ts";

interface Visitor {
  readonly userId: string;
}

declare const forVisitors: { readonly http: HttpFace<Visitor> };
declare const forAll: { readonly http: HttpFace<unknown> };

test("context hears the request and must answer what the operations need", () => {
  const handler = fetchPayments(forVisitors, {
    basePath: "/payments",
    context: (request) => {
      expectTypeOf(request).toEqualTypeOf<Request>();
      return { userId: "user_1" };
    },
  });
  expectTypeOf(handler).returns.resolves.toEqualTypeOf<Response>();
  // @ts-expect-error a number is no user's id
  fetchPayments(forVisitors, { context: () => ({ userId: 7 }) });
});

test("context may be left out only where the operations need none", () => {
  fetchPayments(forAll);
  // @ts-expect-error who asks?
  fetchPayments(forVisitors);
  // @ts-expect-error who asks?
  fetchPayments(forVisitors, { basePath: "/payments" });
});

test("what the runtime hands over beside the request reaches context", () => {
  interface Env {
    readonly SECRET: string;
  }
  const handler = fetchPayments(forVisitors, {
    context: (_request, env: Env) => ({ userId: env.SECRET }),
  });
  expectTypeOf(handler).parameters.toEqualTypeOf<[request: Request, env: Env]>();
  // @ts-expect-error the worker's env is missing
  handler(new Request("https://shop.test/payments/status")).catch(() => undefined);
});

test("the handler fits into Hono, whose context it hands over", () => {
  const handler = fetchPayments(forVisitors, {
    context: (_request, c: Context) => ({ userId: c.req.header("x-user") ?? "" }),
  });
  new Hono().all("/payments/*", (c) => handler(c.req.raw, c));
});
