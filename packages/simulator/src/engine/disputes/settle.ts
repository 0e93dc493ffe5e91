import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { DisputeRecord } from "../objects.ts";
import type { World } from "../world.ts";
import { reinstateFunds } from "./move-funds.ts";

/** The bank, or the seller by giving in, ends a dispute. An inquiry just closes: there is nothing to give back. */
export function settleDispute(
  world: World,
  record: DisputeRecord,
  result: "won" | "lost",
  caller?: Caller,
): void {
  const { object, account } = record;
  object.status = isInquiry(record) ? "warning_closed" : result;
  if (object.status === "won") {
    object.is_charge_refundable = true;
    reinstateFunds(world, record);
  }
  emit(world, { account, type: "charge.dispute.closed", object, caller });
}

export function isInquiry({ object }: DisputeRecord): boolean {
  return object.status.startsWith("warning_");
}
