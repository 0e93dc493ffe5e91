// Laws of the types. `pnpm typecheck` checks them.
import { createPayments } from "@chargeonce/core";
import { Pool, type PoolClient } from "pg";
import Stripe from "stripe";
import { expectTypeOf, test } from "vitest";
import { postgresStore } from "../src/index.ts";

test("tx is the transaction's connection, in every handler, with nothing written for it", () => {
  createPayments({
    stripe: new Stripe("sk_test_types"),
    store: postgresStore(new Pool()),
    webhookSecrets: ["whsec_types"],
    loadOrder: async () => null,
    onPayment: {
      succeeded: async ({ tx }) => {
        expectTypeOf(tx).toEqualTypeOf<PoolClient>();
      },
      refunded: ({ tx }) => {
        expectTypeOf(tx).toEqualTypeOf<PoolClient>();
      },
    },
    onEvent: {
      "customer.created": ({ tx }) => {
        expectTypeOf(tx).toEqualTypeOf<PoolClient>();
      },
    },
  });
});
