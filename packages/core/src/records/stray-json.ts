import { revive } from "./revive.ts";
import type { StrayCharge } from "./stray-charge.ts";

/** A stray charge as JSON text, for stores that keep it beside their key columns. */
export function strayToJson(stray: StrayCharge): string {
  return JSON.stringify(stray);
}

/**
 * The stray charge out of the text that {@link strayToJson} made.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function strayFromJson(text: string): StrayCharge {
  return revive(JSON.parse(text) as StrayCharge); // our own text, see strayToJson
}
