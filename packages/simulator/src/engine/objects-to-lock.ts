import type { RouteMatch } from "./routes.ts";
import { findCardByAlias } from "./test-cards.ts";
import type { World } from "./world.ts";

/**
 * What a request must have to itself: the object that its path names, and the payment or charge that it is about.
 * A PaymentIntent, its charges, their refunds and disputes are one object in this.
 */
export function objectsToLock(
  world: World,
  { route, id }: RouteMatch,
  params: unknown,
): readonly string[] {
  if (route.method === "GET") return [];
  // Every use of a `pm_card_…` name is another method: there is nothing to fight over.
  const ofPath = route.locks && !findCardByAlias(id) ? [id] : [];
  const named = [...ofPath, textOf(params, "payment_intent"), textOf(params, "charge")];
  const roots = named.filter((name) => name !== null).map((name) => rootOf(world, name));
  return [...new Set(roots)];
}

function rootOf(world: World, id: string): string {
  const derived = world.refunds.get(id) ?? world.disputes.get(id);
  const chargeId = derived?.object.charge ?? id;
  return world.charges.get(chargeId)?.object.payment_intent ?? chargeId;
}

function textOf(params: unknown, name: string): string | null {
  if (typeof params !== "object" || params === null) return null;
  const value: unknown = Reflect.get(params, name);
  return typeof value === "string" ? value : null;
}
