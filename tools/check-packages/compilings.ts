import type { PeerAge } from "./install-consumer.ts";
import { type Compiling, RESOLUTIONS, TYPESCRIPTS } from "./type-faults.ts";

/** Each compiler and each resolution once: what is tried before every change. */
export const COMPILING: Readonly<Record<PeerAge, readonly Compiling[]>> = {
  newest: [
    { typescript: "typescript-6.0", resolution: "nodenext" },
    { typescript: "typescript-7.0", resolution: "bundler" },
    { typescript: "typescript-6.0", resolution: "node10" },
  ],
  oldest: [
    { typescript: "typescript-5.9", resolution: "node16" },
    { typescript: "typescript-5.9", resolution: "node10" },
  ],
};

/** All of them: what `pnpm matrix` tries. TypeScript 7 has no `node10` any more. */
export const EVERY_COMPILING: readonly Compiling[] = namesOf(TYPESCRIPTS)
  .flatMap((typescript) => namesOf(RESOLUTIONS).map((resolution) => ({ typescript, resolution })))
  .filter(
    ({ typescript, resolution }) => resolution !== "node10" || typescript !== "typescript-7.0",
  );

/** The names of a record that has no others. */
function namesOf<Name extends string>(record: Readonly<Record<Name, string>>): Name[] {
  // The records are literals in this folder, so their names are all there are.
  return Object.keys(record) as Name[];
}
