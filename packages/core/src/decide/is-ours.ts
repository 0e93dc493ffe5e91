import type { Owner } from "../records/owner.ts";

/** Whether a record belongs to this server's account, mode and installation; servers of several may share one store. */
export function isOurs(record: Owner, own: Owner): boolean {
  return (
    record.livemode === own.livemode &&
    record.account === own.account &&
    record.installation === own.installation
  );
}

/** Whose records something works on, by itself. */
export function ownerOf({ account, livemode, installation }: Owner): Owner {
  return { account, livemode, installation };
}
