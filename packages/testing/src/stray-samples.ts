import type { StrayCharge } from "@chargeonce/core";
import { minute, OWNER } from "./samples.ts";

/** A charge that no payment stands for. */
export function freshStray(changes: Partial<StrayCharge> = {}): StrayCharge {
  return {
    id: "pi_1",
    ...OWNER,
    because: "no_such_payment",
    paymentId: "pay_lost",
    orderRef: "1001",
    amount: 1999,
    currency: "eur",
    seenAt: minute(0),
    resolvedAt: null,
    resolvedAs: null,
    decisions: [],
    version: 1,
    ...changes,
  };
}

/** The same charge, once a person has seen to it. */
export function seenTo(id: string): StrayCharge {
  return freshStray({ id, resolvedAt: minute(1), resolvedAs: "kept", version: 2 });
}
