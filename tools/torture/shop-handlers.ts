import type { EventHandlers, Payment, PaymentHandlers, StripeEventType } from "@chargeonce/core";
import type { MortalPorts } from "./mortal-ports.ts";
import type { ServerRole } from "./plan.ts";
import type { ShopDatabase } from "./shop-database.ts";

/** Types that the shop listens to: some that say where a payment stands, some that nobody but the shop heeds. */
export const HEARD: readonly StripeEventType[] = [
  "payment_intent.created",
  "payment_intent.payment_failed",
  "payment_intent.succeeded",
  "payment_intent.canceled",
  "charge.succeeded",
  "charge.updated",
  "refund.created",
  "charge.dispute.created",
  "charge.dispute.closed",
];

/** Handlers that write down what they hear, in the transaction that they are given. */
export function shopHandlers<Tx>(
  shop: ShopDatabase<Tx>,
  { ports, webhookMode }: { ports: MortalPorts; webhookMode: ServerRole["webhookMode"] },
): { onPayment: PaymentHandlers<Tx>; onEvent: EventHandlers<Tx> } {
  const write =
    (kind: string) =>
    ({ payment, failure, reason, refund, dispute, tx }: Heard<Tx>): Promise<void> =>
      ports.call("handler", () =>
        shop.writeEffect(tx, {
          kind,
          payment,
          about: failure?.chargeId ?? refund?.id ?? dispute?.id ?? "",
          ended: refund !== null || dispute !== null ? (reason ?? "") : "",
        }),
      );
  return {
    onPayment: {
      succeeded: write("succeeded"),
      authorized: write("authorized"),
      canceled: write("canceled"),
      failed: write("failed"),
      review: write("review"),
      refunded: write("refunded"),
      disputed: write("disputed"),
    },
    onEvent: Object.fromEntries(
      HEARD.map((type) => [
        type,
        ({ event, tx }: { event: { id: string }; tx: Tx }) =>
          ports.call("handler", () =>
            shop.writeHeard(tx, { eventId: event.id, type, mode: webhookMode }),
          ),
      ]),
    ),
  };
}

interface Heard<Tx> {
  readonly payment: Payment;
  readonly failure: { readonly chargeId: string | null } | null;
  readonly reason: string | null;
  readonly refund: { readonly id: string } | null;
  readonly dispute: { readonly id: string } | null;
  readonly tx: Tx;
}
