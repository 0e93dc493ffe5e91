import type { ConfirmParameters, CreateParameters } from "./parameters.ts";

/** How a request wants its attempt to be made. */
export function sentWishes(params: CreateParameters | ConfirmParameters) {
  return {
    offSession: params.off_session ?? false,
    errorOnRequiresAction: params.error_on_requires_action ?? false,
    useStripeSdk: params.use_stripe_sdk ?? false,
    returnUrl: params.return_url ?? null,
  };
}
