import { scrub } from "@chargeonce/core";

const LONGEST = 500;

/** What a handler threw, as it may be shown: a store of somebody else's may keep it as it was thrown. */
export function shownError(lastError: string | null): string | null {
  return lastError === null ? null : scrub(lastError, LONGEST);
}

/** The same for `JSON.stringify`, wherever it stands in a document. */
export function showErrors(name: string, value: unknown): unknown {
  return name === "lastError" && typeof value === "string" ? shownError(value) : value;
}
