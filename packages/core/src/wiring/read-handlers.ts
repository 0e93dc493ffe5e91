import type { Handlers } from "../engine.ts";
import type { EventHandlers, PaymentsOptions } from "../options.ts";
import type { JsonObject } from "../payment.ts";

/** The application's handlers, whatever their types. */
export function handlersOf<Context, Tx>(options: PaymentsOptions<Context, Tx>): Handlers {
  const { onPayment = {} } = options;
  const onEvent: Readonly<Record<string, AnyEventHandler<Tx> | undefined>> = eventHandlers(options);
  return {
    elsewhere: false,
    hears: (kind) => onPayment[kind] !== undefined,
    tell: async (effect, payment, tx) => {
      const answer = await onPayment[effect.kind]?.({
        payment,
        tx: tx as Tx, // from this very store's transaction, or undefined where it has none
        failure: effect.failure,
        reason: effect.reason,
        refund: payment.refunds.find(({ id }) => id === effect.about) ?? null,
        dispute: payment.disputes.find(({ id }) => id === effect.about) ?? null,
        effectKey: `${payment.id}:${effect.key}`,
      });
      return answer === "review" ? answer : undefined;
    },
    hearsEvent: (type) => onEvent[type] !== undefined,
    tellEvent: async (event, tx) => {
      await onEvent[event.type]?.({ event: event.body, tx: tx as Tx }); // tx: as above
    },
  };
}

type AnyEventHandler<Tx> = (input: { event: JsonObject; tx: Tx }) => void | Promise<void>;

function eventHandlers<Context, Tx>(
  options: PaymentsOptions<Context, Tx>,
): Readonly<Record<string, AnyEventHandler<Tx> | undefined>> {
  const handlers: EventHandlers<Tx> = options.onEvent ?? {};
  // Each is called only with a body that Stripe signed as its own type of event.
  return handlers as Readonly<Record<string, AnyEventHandler<Tx> | undefined>>;
}
