import type { StrayChargeStore } from "../ports/stray-charge-store.ts";
import type { Owner } from "../records/owner.ts";
import type { StrayCharge } from "../records/stray-charge.ts";
import { type Access, compareText, copyOrNull, ownerKey, sameOwner } from "./tables.ts";

export function strayChargeStore(read: Access, write: Access): StrayChargeStore {
  return {
    record: (stray) =>
      write(({ strays }) => {
        const stored = strays.get(keyOf(stray, stray.id));
        if (stored !== undefined) return { stray: structuredClone(stored), inserted: false };
        strays.set(keyOf(stray, stray.id), structuredClone(stray));
        return { stray: structuredClone(stray), inserted: true };
      }),
    update: (stray) =>
      write(({ strays }) => {
        if (strays.get(keyOf(stray, stray.id))?.version !== stray.version - 1) return false;
        strays.set(keyOf(stray, stray.id), structuredClone(stray));
        return true;
      }),
    find: (owner, id) => read(({ strays }) => copyOrNull(strays.get(keyOf(owner, id)))),
    listOpen: (owner, limit) =>
      read(({ strays }) =>
        [...strays.values()]
          .filter((each) => sameOwner(each, owner) && isOpen(each))
          .sort((one, other) => order(one.seenAt, other.seenAt) || compareText(one.id, other.id))
          .slice(0, limit)
          .map((each) => structuredClone(each)),
      ),
    listClosed: (owner, { since, limit }) =>
      read(({ strays }) =>
        [...strays.values()]
          .flatMap((stray) => {
            const { resolvedAt, resolvedAs } = stray;
            const closed = resolvedAs === "closed" && resolvedAt !== null && resolvedAt >= since;
            return closed && sameOwner(stray, owner) ? [{ stray, resolvedAt }] : [];
          })
          .sort(
            (one, other) =>
              order(other.resolvedAt, one.resolvedAt) || compareText(other.stray.id, one.stray.id),
          )
          .slice(0, limit)
          .map(({ stray }) => structuredClone(stray)),
      ),
    countOpen: (owner) =>
      read(
        ({ strays }) =>
          [...strays.values()].filter((each) => sameOwner(each, owner) && isOpen(each)).length,
      ),
  };
}

function keyOf(owner: Owner, id: string): string {
  return `${ownerKey(owner)} ${id}`;
}

function isOpen({ resolvedAt }: StrayCharge): boolean {
  return resolvedAt === null;
}

function order(one: Date, other: Date): number {
  return one.getTime() - other.getTime();
}
