import type { PaymentHandlerInput } from "@chargeonce/core";
import type { Chance } from "./chance.ts";
import type { Told } from "./history.ts";
import type { Shop, World } from "./world.ts";

/** Every kind but `succeeded`, which a process with handlers always hears. */
export const OPTIONAL_KINDS = [
  "authorized",
  "failed",
  "canceled",
  "review",
  "refunded",
  "disputed",
] as const;
/** Stripe's events that a shop listens to by itself. */
const EVENT_TYPES = ["charge.refunded", "charge.failed", "payment_intent.succeeded"] as const;

/** What the shop does when a payment changes: it remembers what it heard, once that is committed. */
export function handlersOf(
  world: World,
  shop: Shop,
  { server, kinds }: { server: string; kinds: ReadonlySet<string> },
  chance: Chance,
) {
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
  const heard = OPTIONAL_KINDS.filter((kind) => kinds.has(kind));
  return {
    succeeded: (input: Input) => hear("succeeded", input),
    ...Object.fromEntries(
      heard.map((kind) => [kind, async (input: Input) => void (await hear(kind, input))]),
    ),
  };
}

/** What it does with Stripe's own events: the same. */
export function eventHandlersOf(world: World, shop: Shop, server: string, chance: Chance) {
  const { history } = world;
  const hear = async ({ event: { id, type } }: { event: { id: string; type: string } }) => {
    if (chance.happens(world.handlersFail())) throw new Error("The shop's database is away.");
    history.say(server, () => `tells event ${id} ${type}`);
    history.reached.add(`told event ${type}`);
    (world.hearing.getStore() ?? history.told).push({
      order: history.next(),
      at: world.clock.ms,
      shop: shop.name,
      server,
      kind: EVENT,
      effectKey: id,
      reason: null,
      about: id,
      payment: {},
      paymentId: EVENT,
      intentId: null,
    });
  };
  return Object.fromEntries(EVENT_TYPES.map((type) => [type, hear]));
}

/** The kind of what is told of an event, and of no payment. */
export const EVENT = "event";

/** Whether the shop wants to hear of such events. */
export function isListenedTo(type: string): boolean {
  return EVENT_TYPES.some((each) => each === type);
}
