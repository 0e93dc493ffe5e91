import type { FlatCharge } from "../objects.ts";
import type { TestCard } from "../test-cards.ts";
import type { World } from "../world.ts";

/** The test card that a charge went to; it decides what comes afterwards. */
export function cardOf(world: World, charge: FlatCharge): TestCard | undefined {
  return world.paymentMethods.get(charge.payment_method ?? "")?.card;
}
