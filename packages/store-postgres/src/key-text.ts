import { createHash } from "node:crypto";
import type { OrderKey } from "@chargeonce/core";

/**
 * Any text as a text column: the same text for the same value, another for any other.
 *
 * Postgres stores neither NUL nor a lone surrogate. JSON's escapes keep them, and leave every usual id as it is.
 */
export function keyText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The text that {@link keyText} was given. */
export function fromKeyText(stored: string): string {
  return JSON.parse(`"${stored}"`) as string; // a JSON string by its quotes
}

/** What a live payment is unique for, as 32 bytes. */
export function orderKey({ tenant, account, livemode, installation, orderRef }: OrderKey): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([tenant, account, livemode, installation, orderRef]))
    .digest();
}

/** The keys under which an order may stand whose tenant, account and installation are named: without names, or in the other mode. */
export function orderKeysElsewhere(order: OrderKey): Buffer[] {
  const places = [order.tenant, ""].flatMap((tenant) =>
    [order.account, ""].flatMap((account) =>
      [order.installation, ""].flatMap((installation) =>
        [true, false].map((livemode) =>
          orderKey({ ...order, tenant, account, installation, livemode }),
        ),
      ),
    ),
  );
  const own = orderKey(order);
  return places.filter((key) => !key.equals(own));
}
