import { createHash } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** Bytes from here on are dropped, so that every character is equally likely. */
const UNBIASED_BELOW = 248;

/** Ids of Stripe's shape. The n-th call gives the same text for the same seed. */
export interface Ids {
  /** Letters and digits, no underscore: the native SDKs split ids at underscores. */
  text(length: number): string;
  /** An id with 24 characters after the prefix, e.g. `pm_1…`. */
  fresh(prefix: string): string;
  /** An id that shares its middle part with `relative`, as a payment's charge and events do. */
  sibling(prefix: string, relative: string): string;
}

export function createIds(seed: string): Ids {
  let counter = 0;
  const pool: string[] = [];

  function refill(): void {
    counter += 1;
    for (const byte of createHash("sha256").update(`${seed}\n${counter}`).digest()) {
      if (byte < UNBIASED_BELOW) pool.push(ALPHABET.charAt(byte % ALPHABET.length));
    }
  }

  function text(length: number): string {
    while (pool.length < length) refill();
    return pool.splice(0, length).join("");
  }

  return {
    text,
    fresh: (prefix) => flat(prefix, prefix === "pi" ? "_3" : "_1", text(23)),
    sibling: (prefix, relative) =>
      flat(prefix, "_", relative.split("_")[1]?.slice(0, 17) ?? "", text(7)),
  };
}

/** One text of its own: V8 would keep a concatenation, or a slice, together with all that it came from. */
function flat(...parts: readonly string[]): string {
  return parts.join("");
}
