import { expect, test } from "vitest";
import { processOrder } from "../kit/pay.ts";
import { createShop, type ShopContext } from "../kit/shop.ts";

type Scope = (context: ShopContext) => { principal?: string };
/** What an untyped application may return. */
const scopes: [string, unknown][] = [
  ["a promise", (context: ShopContext) => Promise.resolve({ principal: context.user })],
  ["a number for the user", () => ({ principal: 7 })],
  ["a tenant that is an object", () => ({ tenant: { id: "t1" } })],
  ["a text", () => "user_1"],
];

test.each(scopes)(
  "a scope that returns %s makes nobody a guest: the request fails and the log says why",
  async (_, scope) => {
    const shop = createShop({ scope: scope as Scope }); // wrong on purpose, as JavaScript lets it be
    const refused = await processOrder(shop, {}, { context: { user: "anna" } });
    expect(refused).toMatchObject({ status: 500, body: { error: { code: "internal_error" } } });
    expect(shop.log.at(-1)?.message).toContain("scope returned");
    expect(shop.simulator.ledger.paymentIntents()).toEqual([]);
  },
);
