import { createHash } from "node:crypto";

/** The next number, from 0 to below 1. */
export type Chance = () => number;

/** The same seed gives the same numbers in the same order, whatever is drawn elsewhere. */
export function createChance(seed: string): Chance {
  let counter = 0;
  return () => {
    counter += 1;
    const digest = createHash("sha256").update(`${seed}\n${counter}`).digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
}
