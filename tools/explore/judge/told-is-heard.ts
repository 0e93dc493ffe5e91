import { EVENT, isListenedTo } from "../handlers.ts";
import { isSeen, type Judge } from "./trial.ts";

/** Told means heard: what goes back of money that was told reaches the server that has the handler, and so does each event that the shop listens to. */
export const toldIsHeard: Judge = function* (trial) {
  const { world } = trial;
  const { handlersFail, actors, someHandlers } = world.plan;
  // What failed all night is dead, and waits for a person.
  if (handlersFail && actors.operator > 0) return;
  const { engine } = world.stripe.simulator;
  const { told, beside } = world.history;
  const heard = (kind: string, id: string) =>
    told.some((each) => each.kind === kind && each.about === id);
  const isPaid = (intentId: unknown) =>
    typeof intentId === "string" &&
    !beside.has(intentId) &&
    told.some((each) => each.kind === "succeeded" && each.intentId === intentId);
  for (const { object } of engine.world.refunds.values()) {
    // What was held and not captured is released by a refund that moves no money.
    if (object.status !== "succeeded" || object.balance_transaction === null) continue;
    if (isPaid(object.payment_intent) && !heard("refunded", object.id))
      yield `the refund ${object.id} of ${object.payment_intent} was told to nobody`;
  }
  for (const { object } of engine.world.disputes.values()) {
    if (isPaid(object.payment_intent) && !heard("disputed", object.id))
      yield `the dispute ${object.id} of ${object.payment_intent} was told to nobody`;
  }
  if (!someHandlers) return;
  for (const { id, type } of engine.world.events.values()) {
    if (isListenedTo(type) && !heard(EVENT, id) && !isSeen(trial, id))
      yield `the event ${id} (${type}) was told to nobody`;
  }
};
