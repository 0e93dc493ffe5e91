import type { MountAdapter } from "../../src/index.ts";
import { type Parts, plainApplication } from "./plain-adapter.ts";

/** An adapter with one fault, and the laws that must catch it. */
export interface BrokenAdapter {
  readonly fault: string;
  readonly caughtBy: readonly string[];
  readonly mount: MountAdapter;
}

export function brokenAdapter(
  fault: string,
  caughtBy: readonly string[],
  parts: Partial<Parts>,
): BrokenAdapter {
  return { fault, caughtBy, mount: plainApplication(parts) };
}

/** A fault that lives as long as the application, such as a variable that requests share. */
export function brokenApplication(
  fault: string,
  caughtBy: readonly string[],
  makeParts: () => Partial<Parts>,
): BrokenAdapter {
  return { fault, caughtBy, mount: (mount) => plainApplication(makeParts())(mount) };
}
