import type { Owner } from "../records/owner.ts";
import { isOurs } from "./is-ours.ts";

/** Why an event concerns nobody here. */
export type IgnoredBecause = "foreign" | "other_account" | "other_mode";

/**
 * Why an event is filed without being handled; null when it is to be handled.
 *
 * @param heard Whether it is about one of our payments, or somebody listens to its type.
 */
export function whyIgnored(event: Owner, key: Owner, heard: boolean): IgnoredBecause | null {
  if (event.livemode !== key.livemode) return "other_mode";
  if (!isOurs(event, key)) return "other_account";
  return heard ? null : "foreign";
}
