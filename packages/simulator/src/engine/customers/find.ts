import type { Caller } from "../api-types.ts";
import { findOwned, noSuch } from "../find-owned.ts";
import type { CustomerRecord, FlatCustomer } from "../objects.ts";
import type { World } from "../world.ts";

/** A customer that was not deleted. */
export interface LiveCustomer extends CustomerRecord {
  readonly object: FlatCustomer;
}

/**
 * The customer that a URL names.
 *
 * @throws StripeFailure 404 when there is none, or it was deleted.
 */
export function customerByPath(world: World, caller: Caller, id: string): LiveCustomer {
  const record = findOwned(world.customers, caller, id);
  if (record && isLive(record)) return record;
  throw noSuch(id, { noun: "customer", param: "id" }, 404);
}

/**
 * The customer that the parameter `customer` names, or that an object is for.
 *
 * @throws StripeFailure 400 when there is none, or it was deleted.
 */
export function customerByParameter(world: World, caller: Caller, id: string): LiveCustomer {
  const record = findOwned(world.customers, caller, id);
  if (record && isLive(record)) return record;
  throw noSuch(id, { noun: "customer", param: "customer" }, 400);
}

/** Like `customerByParameter`, of a parameter that may be absent: its id, or null. */
export function namedCustomer(
  world: World,
  caller: Caller,
  sent: string | undefined,
): string | null {
  return sent === undefined ? null : customerByParameter(world, caller, sent).object.id;
}

/** @throws StripeFailure 404 when there never was such a customer; a deleted one is shown as such. */
export function retrieveCustomer(world: World, caller: Caller, id: string) {
  const record = findOwned(world.customers, caller, id);
  if (record) return record.object;
  throw noSuch(id, { noun: "customer", param: "id" }, 404);
}

export function isLive(record: CustomerRecord): record is LiveCustomer {
  return !("deleted" in record.object);
}
