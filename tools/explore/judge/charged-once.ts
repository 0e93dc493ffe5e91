import { isSeen, type Judge } from "./trial.ts";

/** I1: at most one succeeded charge per order. Money beside the library, and money that came back after all, are told to a person. */
export const chargedOnce: Judge = function* (trial) {
  const { world } = trial;
  const { charges, beside, closed, kept } = world.history;
  for (const shop of world.shops) {
    const standing = charges.filter(
      ({ intentId, id }) => ofShop(intentId) === shop.account && stands(id),
    );
    const ours = standing.filter(({ intentId }) => !beside.has(intentId) && !closed.has(intentId));
    if (ours.length > 1) {
      yield `${shop.orderId} was charged ${ours.length} times: ${ours.map(({ intentId }) => intentId).join(", ")}`;
    }
    if (standing.length < 2) continue;
    // What a person accounted for, or gave back, is told no more.
    for (const { intentId, id } of standing.filter((each) => !kept.has(each.intentId))) {
      if (beside.has(intentId) && !wentBack(id) && !isSeen(trial, intentId)) {
        yield `beside: ${intentId} took money for ${shop.orderId} too, and no person is told`;
      }
    }
    for (const { intentId, id } of standing) {
      if (
        closed.has(intentId) &&
        !kept.has(intentId) &&
        !wentBack(id) &&
        !isSeen(trial, intentId)
      ) {
        yield `closed: the money of ${intentId} came back after all, and no person is told`;
      }
    }
  }

  function ofShop(intentId: string) {
    return world.stripe.simulator.engine.world.paymentIntents.get(intentId)?.account;
  }

  /** Whether it took money, or holds it still. */
  function stands(chargeId: string): boolean {
    const charge = world.stripe.simulator.engine.world.charges.get(chargeId)?.object;
    return charge !== undefined && (charge.captured || charge.amount_refunded < charge.amount);
  }

  function wentBack(chargeId: string): boolean {
    const refunded = [...world.stripe.simulator.engine.world.refunds.values()]
      .filter(({ object }) => object.charge === chargeId && object.status === "succeeded")
      .reduce((sum, { object }) => sum + object.amount, 0);
    const charge = world.stripe.simulator.engine.world.charges.get(chargeId)?.object;
    return refunded >= (charge?.amount_captured ?? 0);
  }
};
