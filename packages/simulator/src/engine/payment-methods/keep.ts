import type { Caller } from "../api-types.ts";
import type { PaymentMethodRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { attach } from "./attach.ts";

/** What happens to a method after it served. */
export interface Keeping {
  readonly customer: string | null;
  /** For which later payments it was set up, `on_session` or `off_session`; null for none. */
  readonly usage: string | null;
  /** Absent when the customer acted. */
  readonly caller?: Caller | undefined;
}

/** Attaches a method that was set up to its customer. One that then belongs to nobody is used up. */
export function keepMethod(
  world: World,
  method: PaymentMethodRecord,
  { customer, usage, caller }: Keeping,
): void {
  if (usage === "off_session") method.setUpOffSession = true;
  if (usage !== null && customer !== null) attach(world, method, { customer, caller });
  if (method.object.customer === null) {
    method.usedUp = usage === null ? "for_good" : "until_attached";
  }
}
