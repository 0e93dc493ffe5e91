import { emit } from "../events/emit.ts";
import type { PaymentIntentRecord } from "../objects.ts";
import { type ChallengeWish, openChallenge } from "../open-challenge.ts";
import type { World } from "../world.ts";

/** Sends the customer to authenticate: the PaymentIntent waits in `requires_action`. */
export function startChallenge(
  world: World,
  record: PaymentIntentRecord,
  wish: ChallengeWish,
): void {
  const { object, account } = record;
  object.next_action = openChallenge(world, record, wish);
  object.status = "requires_action";
  emit(world, {
    account,
    type: "payment_intent.requires_action",
    object,
    caller: wish.caller,
  });
}
