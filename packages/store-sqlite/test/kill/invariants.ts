import { expect } from "vitest";
import { findSecrets } from "./find-secrets.ts";
import { ORDERS } from "./orders.ts";
import type { Shop } from "./shop.ts";

/**
 * Counts what must hold whoever was killed: at most one charge an order, each with its effect exactly once, a sound
 * file, and no secret in anything that was written.
 *
 * @returns The orders that were charged.
 */
export function expectInvariants(shop: Shop, name: string): string[] {
  expect(findSecrets(shop.everythingWritten()), name).toEqual([]);
  const charges = shop.simulator.ledger.succeededCharges().map(({ metadata }) => metadata.order_id);
  // One payment, so one PaymentIntent: a second one that is not canceled could be charged, too.
  const intents = shop.simulator.ledger
    .paymentIntents()
    .filter(({ status }) => status !== "canceled")
    .map(({ metadata }) => metadata.order_id);
  expect([...new Set(intents)].sort(), `${name}: intents`).toEqual([...intents].sort());
  const charged = ORDERS.map(({ id }) => id).filter((id) => charges.includes(id));
  expect([...charges].sort(), `${name}: charges`).toEqual(charged);
  expect(shop.look("select order_id as id from effects order by id"), `${name}: effects`).toEqual(
    charged.map((id) => ({ id })),
  );
  expect(
    shop.look("select id, times_paid from orders where times_paid > 0 order by id"),
    `${name}: orders`,
  ).toEqual(charged.map((id) => ({ id, times_paid: 1 })));
  expect(
    shop.look(
      "select order_ref as id from chargeonce_payments where status = 'succeeded' order by id",
    ),
    `${name}: payments`,
  ).toEqual(charged.map((id) => ({ id })));
  expect(shop.look("pragma integrity_check"), name).toEqual([{ integrity_check: "ok" }]);
  return charged;
}
