import type { Refused, RefusedBecause } from "../decide/judge-health.ts";

/** What this process heard from Stripe's endpoint. Others may have heard more: the inbox says what came at all. */
export interface Deliveries {
  /** The first delivery that was refused since one was accepted; null when the last one was accepted, or none came. */
  readonly refused: Refused | null;
  /** When the last thin event came; null when none did. */
  readonly thinAt: Date | null;
  noteRefused(reason: RefusedBecause, at: Date): void;
  noteAccepted(): void;
  noteThin(at: Date): void;
}

export function rememberDeliveries(): Deliveries {
  let refused: Refused | null = null;
  let thinAt: Date | null = null;
  return {
    get refused() {
      return refused;
    },
    get thinAt() {
      return thinAt;
    },
    noteRefused(reason, at) {
      refused = { since: refused?.since ?? at, reason };
    },
    noteAccepted() {
      refused = null;
    },
    noteThin(at) {
      thinAt = at;
    },
  };
}
