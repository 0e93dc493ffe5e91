import type { World } from "../world.ts";
import type { CallerParts, CallerState } from "./caller-state.ts";

/** The customer passes 3-D Secure, fails it, or leaves it alone. */
export async function passChallenge(
  { world, chance }: CallerParts,
  caller: CallerState,
): Promise<void> {
  const id = caller.secret?.split("_secret_")[0] ?? "";
  const outcome = chance.pick(["complete", "complete", "fail", "fail", "leave"] as const);
  await world.scheduler.turn();
  const { stripe, history } = world;
  if (outcome === "leave" || stripe.intent(id)?.status !== "requires_action") return;
  history.say(caller.plan.name, () => `${outcome}s the challenge of ${id}`);
  history.reached.add(`challenge ${outcome}`);
  stripe.act({ by: "shop", what: "challenge" }, () => stripe.simulator.authenticate(id, outcome));
}

/** Whoever was away comes back and passes every challenge that is still open for him. */
export function passOpenChallenges(
  { stripe, history }: World,
  { secrets, plan }: CallerState,
): void {
  for (const secret of secrets) {
    const id = secret.split("_secret_")[0] ?? "";
    if (stripe.intent(id)?.status !== "requires_action") continue;
    history.say(plan.name, () => `passes the challenge of ${id} at last`);
    stripe.act({ by: "shop", what: "challenge" }, () =>
      stripe.simulator.authenticate(id, "complete"),
    );
  }
}
