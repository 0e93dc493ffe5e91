import type { PaymentHandlerInput } from "@chargeonce/core";
import type { Chance } from "./chance.ts";
import type { Told } from "./history.ts";
import type { Shop, World } from "./world.ts";

/** What the shop does when a payment changes: it remembers what it heard, once that is committed. */
export function handlersOf(world: World, shop: Shop, server: string, chance: Chance) {
  const { history } = world;
  const hear = async (
    kind: string,
    input: PaymentHandlerInput<unknown>,
  ): Promise<"review" | undefined> => {
    if (chance.happens(world.handlersFail())) {
      history.say(server, () => `handler ${kind} fails`);
      history.reached.add("a handler failed");
      throw new Error("The shop's database is away.");
    }
    const { payment, reason, refund, dispute, effectKey } = input;
    const told: Told = {
      order: history.next(),
      at: world.clock.ms,
      shop: shop.name,
      server,
      kind,
      effectKey,
      reason,
      about: refund?.id ?? dispute?.id ?? null,
      payment: { ...payment },
      paymentId: payment.id,
      intentId: payment.paymentIntentId,
    };
    history.say(
      server,
      () => `tells ${kind}${reason === null ? "" : ` (${reason})`} of ${payment.id}`,
    );
    history.reached.add(`told ${kind}`);
    (world.hearing.getStore() ?? history.told).push(told);
    const wanted = shop.facts.amount;
    return kind === "succeeded" && reason === null && payment.amount !== wanted
      ? "review"
      : undefined;
  };
  type Input = PaymentHandlerInput<unknown>;
  return {
    succeeded: (input: Input) => hear("succeeded", input),
    authorized: async (input: Input) => void (await hear("authorized", input)),
    failed: async (input: Input) => void (await hear("failed", input)),
    canceled: async (input: Input) => void (await hear("canceled", input)),
    review: async (input: Input) => void (await hear("review", input)),
    refunded: async (input: Input) => void (await hear("refunded", input)),
    disputed: async (input: Input) => void (await hear("disputed", input)),
  };
}
