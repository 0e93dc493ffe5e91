import type { FlatSetupIntent, SetupIntentRecord } from "../objects.ts";
import type { AuthenticationOutcome } from "../payment-intents/authenticate.ts";
import { docUrl } from "../stripe-failure.ts";
import type { World } from "../world.ts";
import { failSetup } from "./fail-setup.ts";
import { performSetup } from "./perform-setup.ts";

const FAILED = {
  code: "setup_intent_authentication_failure",
  message:
    "The latest attempt to set up the payment method has failed because authentication failed.",
} as const;

/**
 * The customer finishes 3-D Secure, and the card is saved at once.
 *
 * @returns The SetupIntent afterwards, or null when it waits for no authentication.
 */
export function authenticateSetup(
  world: World,
  record: SetupIntentRecord,
  outcome: AuthenticationOutcome,
): FlatSetupIntent | null {
  const { object } = record;
  const method = world.paymentMethods.get(object.payment_method ?? "");
  if (object.status !== "requires_action" || !record.challenge || !method) return null;
  record.challenge = null;
  if (outcome === "fail") {
    failSetup(world, record, {
      ...FAILED,
      doc_url: docUrl(FAILED.code),
      payment_method: structuredClone(method.object),
      type: "invalid_request_error",
    });
  } else {
    performSetup(world, record, {
      method,
      authenticated: true,
      useStripeSdk: true,
      returnUrl: null,
    });
  }
  return object;
}
