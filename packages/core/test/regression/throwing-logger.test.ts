import type { Logger } from "@chargeonce/core";
import { expect, test } from "vitest";
import { processOrder } from "../kit/pay.ts";
import { createShop } from "../kit/shop.ts";

test("a logger that throws takes no answer away", async () => {
  const fail = () => {
    throw new Error("The log's disk is full.");
  };
  const logger: Logger = { debug: fail, info: fail, warn: fail, error: fail };
  const shop = createShop({
    logger,
    loadOrder: async () => {
      throw new Error("The orders' database is away.");
    },
  });
  expect(await processOrder(shop)).toMatchObject({
    status: 500,
    body: { error: { code: "internal_error" } },
  });
});
