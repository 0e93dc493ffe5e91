// Laws of the types. `pnpm typecheck` checks them.
import type { DatabaseSync } from "node:sqlite";
import { createPayments } from "@chargeonce/core";
import Stripe from "stripe";
import { expectTypeOf, test } from "vitest";
import { sqliteStore } from "../src/index.ts";

test("tx is the open database, in every handler, with nothing written for it", () => {
  createPayments({
    stripe: new Stripe("sk_test_types"),
    store: sqliteStore({ file: ":memory:" }),
    webhookSecrets: ["whsec_types"],
    loadOrder: async () => null,
    onPayment: {
      succeeded: ({ tx }) => {
        expectTypeOf(tx).toEqualTypeOf<DatabaseSync>();
      },
      refunded: ({ tx }) => {
        expectTypeOf(tx).toEqualTypeOf<DatabaseSync>();
      },
    },
    onEvent: {
      "customer.created": ({ tx }) => {
        expectTypeOf(tx).toEqualTypeOf<DatabaseSync>();
      },
    },
  });
});
