import type { Caller } from "./api-types.ts";
import type { Challenge } from "./objects.ts";
import type { World } from "./world.ts";

export interface ChallengeWish {
  readonly useStripeSdk: boolean;
  readonly returnUrl: string | null;
  readonly caller?: Caller | undefined;
}

/** What PaymentIntents and SetupIntents that wait for a 3-D Secure authentication have in common. */
export interface Challengeable {
  readonly object: { readonly id: string };
  challenge: Challenge | null;
}

/** The `next_action` that sends the customer to authenticate, on a page of the simulator's own. */
export type ChallengeAction =
  | { type: "redirect_to_url"; redirect_to_url: { url: string; return_url: string } }
  | {
      type: "use_stripe_sdk";
      use_stripe_sdk: { type: "three_d_secure_redirect"; stripe_js: string; source: string };
    };

/** Opens the page. It is over as soon as the record has another challenge, or none. */
export function openChallenge(
  world: World,
  record: Challengeable,
  { useStripeSdk, returnUrl }: ChallengeWish,
): ChallengeAction {
  const source = world.ids.fresh("src");
  const url = `${world.baseUrl()}/3ds/${source}`;
  world.challenges.set(source, record.object.id);
  if (returnUrl !== null && !useStripeSdk) {
    record.challenge = { source, returnUrl };
    return { type: "redirect_to_url", redirect_to_url: { url, return_url: returnUrl } };
  }
  record.challenge = { source, returnUrl: null };
  return {
    type: "use_stripe_sdk",
    use_stripe_sdk: { type: "three_d_secure_redirect", stripe_js: url, source },
  };
}
