import type Stripe from "stripe";
import type { Caller } from "../api-types.ts";
import { emit } from "../events/emit.ts";
import type { PaymentIntentRecord } from "../objects.ts";
import type { World } from "../world.ts";

export interface ChallengeWish {
  readonly useStripeSdk: boolean;
  readonly returnUrl: string | null;
  readonly caller?: Caller | undefined;
}

/** Sends the customer to authenticate: the PaymentIntent waits in `requires_action`. */
export function startChallenge(
  world: World,
  record: PaymentIntentRecord,
  { useStripeSdk, returnUrl, caller }: ChallengeWish,
): void {
  const { object, account } = record;
  const source = world.ids.fresh("src");
  const hosted = `${world.baseUrl()}/3ds/${source}`;
  const redirects = returnUrl !== null && !useStripeSdk;
  record.challenge = { source, returnUrl: redirects ? returnUrl : null };
  world.challenges.set(source, object.id);
  object.status = "requires_action";
  object.next_action = redirects ? redirectTo(hosted, returnUrl) : leaveToSdk(hosted, source);
  emit(world, { account, type: "payment_intent.requires_action", object, caller });
}

function redirectTo(url: string, returnUrl: string): Stripe.PaymentIntent.NextAction {
  return { type: "redirect_to_url", redirect_to_url: { url, return_url: returnUrl } };
}

function leaveToSdk(url: string, source: string): Stripe.PaymentIntent.NextAction {
  return {
    type: "use_stripe_sdk",
    use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url, source },
  };
}
