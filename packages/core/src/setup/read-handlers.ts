import type { HandlerCall, Handlers } from "../engine.ts";
import type { EventHandlers, PaymentHandlers, PaymentsOptions } from "../options.ts";
import type { JsonObject } from "../records/payment.ts";

/** The application's handlers, whatever their types. */
export function handlersOf<Context, Tx>(options: PaymentsOptions<Context, Tx>): Handlers {
  return { ...paymentHandlers(options.onPayment), ...eventHandlers(options.onEvent ?? {}) };
}

type OfPayments = Pick<Handlers, "elsewhere" | "hears" | "tell">;
type OfEvents = Pick<Handlers, "eventTypes" | "tellEvent">;

/** Whoever has none must not say that something was told. */
export const PAYMENT_HANDLERS_ELSEWHERE: OfPayments = {
  elsewhere: true,
  hears: () => true,
  tell: () => {
    throw new Error("A process told something whose handlers are elsewhere: theirs must.");
  },
};

/** @param onPayment Undefined where JavaScript left it out: nothing is lost if others have them. */
function paymentHandlers<Tx>(onPayment: PaymentHandlers<Tx> | "elsewhere" | undefined): OfPayments {
  if (onPayment === undefined || onPayment === "elsewhere") return PAYMENT_HANDLERS_ELSEWHERE;
  return {
    elsewhere: false,
    hears: (kind) => onPayment[kind] !== undefined,
    tell: async (effect, payment, { tx, signal }) => {
      const answer = await onPayment[effect.kind]?.({
        payment,
        tx: tx as Tx, // from this very store's transaction, or undefined where it has none
        signal,
        failure: effect.failure,
        reason: effect.reason,
        refund: payment.refunds.find(({ id }) => id === effect.about) ?? null,
        dispute: payment.disputes.find(({ id }) => id === effect.about) ?? null,
        effectKey: `${payment.id}:${effect.key}`,
      });
      return answer === "review" ? answer : undefined;
    },
  };
}

type AnyEventHandler<Tx> = (
  input: { event: JsonObject; tx: Tx } & Pick<HandlerCall, "signal">,
) => void | Promise<void>;

function eventHandlers<Tx>(given: EventHandlers<Tx>): OfEvents {
  // Each is called only with a body that Stripe signed as its own type of event.
  const byType = given as Readonly<Record<string, AnyEventHandler<Tx> | undefined>>;
  const handlers = new Map(Object.entries(byType));
  return {
    eventTypes: [...handlers].flatMap(([type, handler]) => (handler === undefined ? [] : [type])),
    tellEvent: async (event, { tx, signal }) => {
      await handlers.get(event.type)?.({ event: event.body, tx: tx as Tx, signal }); // tx: as above
    },
  };
}
